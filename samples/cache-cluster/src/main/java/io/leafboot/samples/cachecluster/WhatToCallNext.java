package io.leafboot.samples.cachecluster;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Tells a newcomer, once a node is up, what to try. */
@Component
class WhatToCallNext {

    private static final Logger log = LoggerFactory.getLogger(WhatToCallNext.class);

    @EventListener
    void ready(ApplicationReadyEvent event) {
        if (event.getApplicationContext() instanceof WebServerApplicationContext web && web.getWebServer() != null) {
            String base = "http://localhost:" + web.getWebServer().getPort();
            log.info("""


                    Ready. Now try:
                      curl @/api/cache/scores/Tom                       630, loaded by one node of the cluster
                      curl @/api/cache/scores/Tom                       630, from that node's memory, whichever you ask
                      curl -X DELETE @/api/cache/scores/Tom             forgotten by all of them
                      curl @/actuator/cachestats                        hits, misses and loads of this node
                    A second and a third node, each in a terminal of its own:
                      mvn -q -pl samples/cache-cluster -am spring-boot:run -Dspring-boot.run.arguments=--node=2
                      mvn -q -pl samples/cache-cluster -am spring-boot:run -Dspring-boot.run.arguments=--node=3
                    The same over gRPC, against all three:
                      mvn -q -pl samples/cache-cluster -am spring-boot:run -Dspring-boot.run.main-class=io.leafboot.samples.cachecluster.ScoresClient
                    """.replace("@", base));
        }
    }
}
