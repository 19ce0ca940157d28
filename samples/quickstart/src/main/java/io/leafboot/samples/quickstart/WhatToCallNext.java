package io.leafboot.samples.quickstart;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Tells a newcomer, once the application is up, what to try. */
@Component
class WhatToCallNext {

    private static final Logger log = LoggerFactory.getLogger(WhatToCallNext.class);

    @EventListener
    void ready(ApplicationReadyEvent event) {
        if (event.getApplicationContext() instanceof WebServerApplicationContext web && web.getWebServer() != null) {
            String base = "http://localhost:" + web.getWebServer().getPort();
            log.info("""


                    Ready. Now try:
                      curl -X POST @/ids/order                          an id
                      curl -X POST '@/ids/order?count=10'               ten ids
                      curl @/actuator/leaf                              the buffers they came from

                      curl -X POST '@/products?name=Tea&cents=499'      a product, with an id of its own
                      curl @/products/1                                 read it, twice: the second time from the cache
                      curl -X PUT '@/products/1?cents=599'              a new price, which evicts it
                      curl @/actuator/cachestats                        hits and misses

                      curl @/actuator/health                            whether all is well
                    Press Ctrl+C to stop. The ids go on where they ended when you start again.
                    """.replace("@", base));
        }
    }
}
