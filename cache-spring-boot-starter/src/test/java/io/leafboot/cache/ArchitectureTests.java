package io.leafboot.cache;

import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.util.Date;
import org.jspecify.annotations.NullMarked;
import org.springframework.boot.autoconfigure.AutoConfiguration;

/** Rules of the house. */
@AnalyzeClasses(
        packages = "io.leafboot.cache",
        importOptions = {DoNotIncludeTests.class, ArchitectureTests.NotWhatProtocWrote.class})
class ArchitectureTests {

    @ArchTest
    static final ArchRule cachesKnowNoIdentifiers =
            noClasses().should().dependOnClassesThat().resideInAPackage("io.leafboot.id..");

    @ArchTest
    static final ArchRule theApiKnowsNoOtherPackageAndNoLibraryButSpringsCaches = noClasses()
            .that()
            .resideInAPackage("io.leafboot.cache")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("java..", "org.jspecify..", "org.springframework.cache", "io.leafboot.cache");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.leafboot.cache.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule sharingOfLoadsIsOnItsOwn = noClasses()
            .that()
            .haveNameMatching("io\\.leafboot\\.cache\\.loading\\.(SingleFlight|Flight).*")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("java..", "org.jspecify..", "io.leafboot.cache", "io.leafboot.cache.loading");

    /** What Spring asks of a cache is done once, over every type. */
    @ArchTest
    static final ArchRule theRegistryKnowsNoType = noClasses()
            .that()
            .resideInAnyPackage("io.leafboot.cache.registry..", "io.leafboot.cache.interceptor..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.leafboot.cache.memory..",
                    "io.leafboot.cache.redis..",
                    "io.leafboot.cache.twolevel..",
                    "io.leafboot.cache.codec..");

    /** The way in from outside is the same to every type, and to all of them by the registry's interface. */
    @ArchTest
    static final ArchRule accessKnowsTheInterfaceAlone = noClasses()
            .that()
            .resideInAnyPackage("io.leafboot.cache.access..", "io.leafboot.cache.http..")
            .should()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "are of another package of ours",
                    type -> type.getPackageName().startsWith("io.leafboot.cache.")
                            && !type.getPackageName().matches("io\\.leafboot\\.cache\\.(access|http|codec)")));

    /** Spring MVC is optional. */
    @ArchTest
    static final ArchRule onlyHttpKnowsTheWeb = noClasses()
            .that()
            .resideOutsideOfPackage("io.leafboot.cache.http..")
            .and(DescribedPredicate.describe(
                    "are not its configuration",
                    type -> !type.getName().startsWith("io.leafboot.cache.autoconfigure.CacheHttpAutoConfiguration")))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.servlet..", "org.springframework.web..", "org.springframework.http..");

    @ArchTest
    static final ArchRule typesKnowNothingOfTheRegistry = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.leafboot.cache.memory..", "io.leafboot.cache.redis..", "io.leafboot.cache.twolevel..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.leafboot.cache.registry..", "io.leafboot.cache.loading..");

    @ArchTest
    static final ArchRule memoryAndRedisDoNotKnowEachOther = noClasses()
            .that()
            .resideInAnyPackage("io.leafboot.cache.memory..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.leafboot.cache.redis..", "io.leafboot.cache.twolevel..");

    @ArchTest
    static final ArchRule redisKnowsNoOtherType = noClasses()
            .that()
            .resideInAnyPackage("io.leafboot.cache.redis..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.leafboot.cache.memory..", "io.leafboot.cache.twolevel..");

    /** A cache of two levels gives it a clock, as memory does; failures are remembered in it, and hot keys are found by it. */
    @ArchTest
    static final ArchRule onlyMemoryKnowsCaffeine = noClasses()
            .that(DescribedPredicate.describe(
                    "do not remember failures or find hot keys",
                    type -> !type.getName().startsWith("io.leafboot.cache.loading.Resting")
                            && !type.getName().startsWith("io.leafboot.cache.twolevel.HotKeys")))
            .and()
            .resideOutsideOfPackages("io.leafboot.cache.memory..")
            .should()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "are Caffeine's, its clock aside",
                    type -> type.getPackageName().startsWith("com.github.benmanes.caffeine")
                            && !(type.getSimpleName().equals("Ticker"))));

    /** Redis is optional: whatever else an application runs must run without. */
    @ArchTest
    static final ArchRule onlyRedisAndItsConfigurationKnowItsLibraries = noClasses()
            .that()
            .resideOutsideOfPackage("io.leafboot.cache.redis..")
            .and(DescribedPredicate.describe(
                    "are not the configuration of Redis",
                    type -> !type.getName().startsWith("io.leafboot.cache.autoconfigure.RedisCacheTypes")))
            .and()
            .areNotAnnotatedWith(AutoConfiguration.class) // whose conditions may name what is not there
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.lettuce..", "org.springframework.data..", "io.netty..", "io.github.resilience4j..");

    /** Access over gRPC is optional, too. */
    @ArchTest
    static final ArchRule onlyAccessOverGrpcKnowsItsLibraries = noClasses()
            .that()
            .resideOutsideOfPackage("io.leafboot.cache.grpc..")
            .and(DescribedPredicate.describe(
                    "are not its configuration",
                    type -> !type.getName().startsWith("io.leafboot.cache.autoconfigure.GrpcAccess")))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.grpc..",
                    "com.google.protobuf..",
                    "org.springframework.grpc..",
                    "org.springframework.boot.grpc..");

    /** Another engine may take its place: nothing else knows it, but the conditions of its configuration. */
    @ArchTest
    static final ArchRule onlyTheClusterKnowsItsEngine = noClasses()
            .that()
            .resideOutsideOfPackage("io.leafboot.cache.cluster..")
            .and(DescribedPredicate.describe(
                    "are not the configuration of clusters",
                    type -> !type.getName().startsWith("io.leafboot.cache.autoconfigure.ClusterCacheType")))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.infinispan..", "org.jgroups..");

    @ArchTest
    static final ArchRule clustersKnowNoOtherRemoteType = noClasses()
            .that()
            .resideInAPackage("io.leafboot.cache.cluster..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.leafboot.cache.redis..",
                    "io.leafboot.cache.twolevel..",
                    "io.leafboot.cache.registry..",
                    "io.leafboot.cache.loading..");

    @ArchTest
    static final ArchRule onlyThePlaceThatLooksForATransactionKnowsOfThem = noClasses()
            .that(DescribedPredicate.describe(
                    "are not the one that looks for a transaction",
                    type -> !type.getName().startsWith("io.leafboot.cache.loading.AfterCommit")))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework.transaction..", "org.springframework.jdbc..");

    @ArchTest
    static final ArchRule onlyCodecsKnowJackson = noClasses()
            .that()
            .resideOutsideOfPackage("io.leafboot.cache.codec..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("tools.jackson..", "com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule nobodyNeedsReactor = noClasses()
            .that()
            .doNotHaveSimpleName("ReactiveShape")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("reactor..", "org.reactivestreams..");

    @ArchTest
    static final ArchRule onlyWhatAnOperatorSeesKnowsActuatorAndMicrometer = noClasses()
            .that()
            .resideOutsideOfPackage("io.leafboot.cache.actuate..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.micrometer..",
                    "org.springframework.boot.actuate..",
                    "org.springframework.boot.health..",
                    "org.springframework.boot.micrometer..");

    @ArchTest
    static final ArchRule autoConfigurationsCanBeNamedAndNotExtended = classes()
            .that()
            .areAnnotatedWith(AutoConfiguration.class)
            .should()
            .haveModifier(JavaModifier.PUBLIC)
            .andShould()
            .haveModifier(JavaModifier.FINAL)
            .andShould()
            .haveSimpleNameEndingWith("AutoConfiguration");

    @ArchTest
    static final ArchRule membersOfAutoConfigurationsAreTheirOwn = methods()
            .that()
            .areDeclaredInClassesThat()
            .areAnnotatedWith(AutoConfiguration.class)
            .should()
            .notBePublic()
            .andShould()
            .notBeProtected();

    @ArchTest
    static final ArchRule packagesAreNullMarked = classes().should(be(inAPackageAnnotatedWith(NullMarked.class)));

    /** A clock that is set, by hand or by NTP, moves nothing: time is nanoTime here, and TIME on a server. */
    @ArchTest
    static final ArchRule nobodyLooksAtTheClockOnTheWall = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callConstructor(Date.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class)
            .orShould()
            .callMethodWhere(DescribedPredicate.describe(
                    "now() of java.time",
                    call -> call.getName().equals("now")
                            && call.getTargetOwner().getPackageName().startsWith("java.time")));

    @ArchTest
    static final ArchRule nobodyUsesJavaUtilLogging = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

    @ArchTest
    static final ArchRule nobodyPrints = noClasses().should(ACCESS_STANDARD_STREAMS);

    private static DescribedPredicate<JavaClass> inAPackageAnnotatedWith(Class<?> annotation) {
        return DescribedPredicate.describe(
                "in a package annotated with @" + annotation.getSimpleName(),
                javaClass -> javaClass
                        .getPackage()
                        .tryGetAnnotationOfType(annotation.getName())
                        .isPresent());
    }

    /** Leaves out what is not ours. */
    static final class NotWhatProtocWrote implements ImportOption {

        @Override
        public boolean includes(Location location) {
            return !location.contains("/cache/grpc/proto/");
        }
    }
}
