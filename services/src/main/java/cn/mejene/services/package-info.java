/** The services process: PostgreSQL, Kafka and the sandbox providers. */
@NullMarked
package cn.mejene.services;

import org.jspecify.annotations.NullMarked;
