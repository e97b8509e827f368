package cn.mejene.kernel.call;

/** What comes back over the bus for a {@link Call}. */
public sealed interface Reply permits Answer, Refusal, UploadTicket, DownloadTicket, PartTicket {}
