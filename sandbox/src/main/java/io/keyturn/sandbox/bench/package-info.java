/**
 * The benchmark that anybody can run: the full worker beside what one would otherwise have used, on
 * the same load, against a stub that answers each call after a set latency. Broker, stub and each
 * design are processes of their own.
 */
@NullMarked
package io.keyturn.sandbox.bench;

import org.jspecify.annotations.NullMarked;
