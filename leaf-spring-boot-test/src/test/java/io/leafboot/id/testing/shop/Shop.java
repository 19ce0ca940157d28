package io.leafboot.id.testing.shop;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application whose entities get their ids in a service. */
@SpringBootApplication
public class Shop {}
