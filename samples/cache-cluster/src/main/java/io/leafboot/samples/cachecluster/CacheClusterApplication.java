package io.leafboot.samples.cachecluster;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class CacheClusterApplication {

    public static void main(String[] args) {
        SpringApplication.run(CacheClusterApplication.class, args);
    }
}
