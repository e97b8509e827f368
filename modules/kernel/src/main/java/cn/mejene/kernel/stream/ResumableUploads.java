package cn.mejene.kernel.stream;

import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.PartTicket;
import cn.mejene.kernel.call.Reply;
import cn.mejene.kernel.data.Tx;

/**
 * The module's side of contents that come in several bodies, each of which may break off. One writer at a time; what
 * counts is what {@link #keep}, {@link #pause} or {@link #commit} committed. Runs on virtual threads.
 */
public interface ResumableUploads {

    /**
     * Authorises, and takes the upload for one writer; called before the body is read.
     *
     * @return a {@link PartTicket}, or the answer when there is nothing to send and nothing to complete
     * @throws cn.mejene.kernel.Problem when this body may not be sent
     */
    Reply begin(Call call, AnnouncedBody body);

    /** Makes a part count in the middle of a body, and reserves the next. */
    PartTicket keep(Call call, StoredPart part, Tx tx);

    /** Makes the last part of a body count, complete or broken off, and lets the upload go. */
    Answer pause(Call call, StoredPart part, Tx tx);

    /** Makes the whole content count, after checking again under lock that it may. */
    Answer commit(Call call, CompletedParts parts, Tx tx);

    /** Gives back what was reserved and lets the upload go; idempotent. */
    void abort(Call call, AbortedPart part);
}
