package cn.mejene.kernel.node;

import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.ReplyCodec;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;

/** One of a module's many virtual-thread instances: takes calls off the bus, one at a time. */
final class ModuleVerticle extends VerticleBase {
    private static final DeliveryOptions REPLY = new DeliveryOptions().setCodecName(ReplyCodec.NAME);

    private final Dispatcher dispatcher;

    ModuleVerticle(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    @Override
    public Future<?> start() {
        for (var address : dispatcher.addresses()) {
            vertx.eventBus()
                    .<Call>localConsumer(
                            address, message -> message.reply(dispatcher.dispatch(address, message.body()), REPLY));
        }
        return Future.succeededFuture();
    }
}
