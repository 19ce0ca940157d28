package io.leafboot.id.entity.orders;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application as a user writes it. */
@SpringBootApplication(proxyBeanMethods = false)
public class Orders {}
