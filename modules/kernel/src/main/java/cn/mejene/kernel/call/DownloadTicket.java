package cn.mejene.kernel.call;

import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.stream.BlobReference;

/**
 * Describes content that may be asked for. Nothing is opened yet: the gateway opens it with {@code access} through the
 * key ring, which checks and logs.
 *
 * @param blob the sealed object
 * @param access who reads, what for, on which basis
 * @param size plaintext length in bytes
 * @param sha256 digest of the plaintext, lower-case hex
 * @param mediaType media type to serve it as
 * @param filename a name for saving it that is made from its id, never from what the uploader called it
 */
public record DownloadTicket(
        BlobReference blob, Access access, long size, String sha256, String mediaType, String filename)
        implements Reply {}
