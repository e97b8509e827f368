package cn.mejene.bench.peer;

import cn.mejene.bench.load.Answer;
import java.io.IOException;
import java.util.List;

/** Somebody who takes uploads and keeps them. Uploads may come at the same time; the rest is for one thread. */
public interface Peer {
    /** As it stands in the table. */
    String name();

    int port();

    /** The process whose account, with those of its descendants, is the peer's. */
    long pid();

    /** The head of a request that uploads this many bytes; each call is another upload. */
    String head(long length);

    /** SHA-256 of what is kept of each upload that was answered so, read from where it is kept. */
    List<String> stored(List<Answer> answers) throws IOException;

    /** Removes what is kept of them, so that its dirty pages do not weigh on whoever comes next. */
    void forget(List<Answer> answers) throws IOException;
}
