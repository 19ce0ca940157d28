package io.leafboot.id.application.shop;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application as a user writes it: its own entity, repository, transactions and migrations, and the starter beside. */
@SpringBootApplication
public class Shop {}
