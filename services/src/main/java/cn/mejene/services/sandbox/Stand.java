package cn.mejene.services.sandbox;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;

/** One more provider on the sandbox's port. Called once, when the sandbox starts; runs on its one event loop. */
@FunctionalInterface
public interface Stand {
    void mount(Vertx vertx, Router router);
}
