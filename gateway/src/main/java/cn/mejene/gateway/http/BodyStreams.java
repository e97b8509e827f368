package cn.mejene.gateway.http;

import cn.mejene.gateway.contract.Operation;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.DownloadTicket;
import io.vertx.ext.web.RoutingContext;

/**
 * Moves bodies that are streams; the router has checked everything but the bytes. Called on event loops. Whoever is
 * called answers the request, also when it fails.
 */
public interface BodyStreams {

    /** Takes over a request that is paused and of which no byte has been read; asks the module itself. */
    void upload(RoutingContext context, Operation operation, Call call);

    /** Answers with the content that the module gave leave to read. */
    void download(RoutingContext context, Operation operation, Call call, DownloadTicket ticket);
}
