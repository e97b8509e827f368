package cn.mejene.kernel.stream;

import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.UploadTicket;
import cn.mejene.kernel.data.Tx;

/** The module's side of the one upload protocol. Runs on virtual threads. */
public interface Uploads {

    /**
     * Authorises and reserves; called before the body is read.
     *
     * @throws cn.mejene.kernel.Problem when this upload may not start
     */
    UploadTicket begin(Call call);

    /** Makes the uploaded bytes count, after checking again under lock that they may; joins the given transaction. */
    Answer commit(Call call, StoredContent content, Tx tx);

    /** Gives back what {@link #begin} reserved; also called when the node that began is gone, so idempotent. */
    void abort(Call call, String uploadId);
}
