package io.leafboot.id;

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
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;
import org.springframework.boot.autoconfigure.AutoConfiguration;

/** Rules of the house. */
@AnalyzeClasses(packages = "io.leafboot.id", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule theEngineKnowsNoFramework = noClasses()
            .that()
            .resideInAnyPackage("io.leafboot.id", "io.leafboot.id.segment")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                    "java..", "org.slf4j..", "org.jspecify..", "io.leafboot.id", "io.leafboot.id.segment");

    @ArchTest
    static final ArchRule theSnowflakesKnowNoFrameworkButWhatConfiguresThem = noClasses()
            .that()
            .resideInAPackage("io.leafboot.id.snowflake")
            .and()
            .doNotHaveSimpleName("LeafSnowflakeAutoConfiguration")
            .and()
            .doNotHaveSimpleName("SnowflakeLifecycle")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                    "java..", "org.slf4j..", "org.jspecify..", "io.leafboot.id", "io.leafboot.id.snowflake");

    @ArchTest
    static final ArchRule onlyItsTagsKnowTheLibraryOfUuids = noClasses()
            .that()
            .resideOutsideOfPackage("io.leafboot.id.uuid")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.github.f4b6a3..");

    @ArchTest
    static final ArchRule onlyTheServiceAndItsClientSpeakHttp = noClasses()
            .that()
            .resideOutsideOfPackage("io.leafboot.id.http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.net.http..",
                    "jakarta.servlet..",
                    "org.springframework.http..",
                    "org.springframework.web..",
                    "org.springframework.boot.webmvc..");

    @ArchTest
    static final ArchRule theClientKnowsNoServer = noClasses()
            .that()
            .resideInAPackage("io.leafboot.id.http.client..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.servlet..", "org.springframework.http..", "org.springframework.web..");

    @ArchTest
    static final ArchRule onlyIdsInJsonAndTheClientKnowJackson = noClasses()
            .that()
            .resideOutsideOfPackages("io.leafboot.id.json..", "io.leafboot.id.http.client..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("tools.jackson..", "com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule shapesAndForecastsKnowSpringInTheirConfigurationOnly = noClasses()
            .that()
            .resideInAnyPackage("io.leafboot.id.format", "io.leafboot.id.forecast")
            .and()
            .haveSimpleNameNotEndingWith("AutoConfiguration")
            .and()
            .haveSimpleNameNotEndingWith("Lifecycle")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..");

    @ArchTest
    static final ArchRule theApiKnowsNoOtherPackage = noClasses()
            .that()
            .resideInAPackage("io.leafboot.id")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.leafboot.id.*..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.leafboot.id.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheAllocatorKnowsItsLibraries = noClasses()
            .that()
            .resideOutsideOfPackage("io.leafboot.id.jpa..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "jakarta.persistence..",
                    "com.zaxxer..",
                    "org.flywaydb..",
                    "java.sql..",
                    "javax.sql..",
                    "org.springframework.jdbc..",
                    "org.springframework.orm..",
                    "org.springframework.transaction..",
                    "org.springframework.boot.jdbc..");

    @ArchTest
    static final ArchRule onlyTheAllocatorAndIdsOfEntitiesKnowHibernateAndSpringData = noClasses()
            .that()
            .resideOutsideOfPackages("io.leafboot.id.jpa..", "io.leafboot.id.entity..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.hibernate..", "org.springframework.boot.hibernate..", "org.springframework.data..");

    @ArchTest
    static final ArchRule onlyWhatAnOperatorSeesKnowsActuatorAndMicrometer = noClasses()
            .that()
            .resideOutsideOfPackage("io.leafboot.id.actuate..")
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
}
