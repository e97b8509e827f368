/* hashing-srv PORT DIR: receives a body, takes its SHA-256 and writes it to DIR, one MiB after the other, a thread a
   connection. What a server costs that knows what it has stored, and does nothing else. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* libcrypto, whose headers need not be installed. */
void *EVP_MD_CTX_new(void);
void EVP_MD_CTX_free(void *);
const void *EVP_sha256(void);
int EVP_DigestInit_ex(void *, const void *, void *);
int EVP_DigestUpdate(void *, const void *, size_t);
int EVP_DigestFinal_ex(void *, unsigned char *, unsigned *);

enum { BUFFER = 1 << 20 };
static const char *dir;

static void store(int s, char *b) {
    size_t n = 0;
    char *e = 0;
    while (!e) {
        ssize_t k = read(s, b + n, BUFFER - 1 - n);
        if (k <= 0) return;
        n += k;
        b[n] = 0;
        e = memmem(b, n, "\r\n\r\n", 4);
    }
    char method[16] = "", path[512] = "", file[1024];
    sscanf(b, "%15s %511s", method, path);
    char *cl = strcasestr(b, "content-length:");
    long length = cl ? atol(cl + 15) : 0, got = n - (e + 4 - b);
    char *name = strrchr(path, '/');
    snprintf(file, sizeof file, "%s/%s", dir, name ? name + 1 : "x");
    int f = open(file, O_CREAT | O_TRUNC | O_WRONLY, 0644);
    void *digest = EVP_MD_CTX_new();
    EVP_DigestInit_ex(digest, EVP_sha256(), 0);
    EVP_DigestUpdate(digest, e + 4, got);
    int good = f >= 0 && write(f, e + 4, got) == got;
    while (good && got < length) {
        size_t filled = 0;
        while (filled < BUFFER && got < length) {
            ssize_t k = read(s, b + filled, BUFFER - filled);
            if (k <= 0) { good = 0; break; }
            filled += k;
            got += k;
        }
        EVP_DigestUpdate(digest, b, filled);
        good = good && write(f, b, filled) == (ssize_t) filled;
    }
    unsigned char sum[64];
    unsigned size;
    EVP_DigestFinal_ex(digest, sum, &size);
    EVP_MD_CTX_free(digest);
    close(f);
    if (!good) return;
    char answer[256];
    int at = sprintf(answer, "HTTP/1.1 201 Created\r\nContent-Length: 0\r\nRepr-Digest: ");
    for (unsigned i = 0; i < size; i++) at += sprintf(answer + at, "%02x", sum[i]);
    at += sprintf(answer + at, "\r\n\r\n");
    if (write(s, answer, at) != at) return;
}

static void *connection(void *p) {
    int s = (long) p;
    char *b = malloc(BUFFER);
    store(s, b);
    close(s);
    free(b);
    return 0;
}

int main(int c, char **v) {
    if (c < 3) return 2;
    signal(SIGPIPE, SIG_IGN);
    dir = v[2];
    int s = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(atoi(v[1]))};
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(s, (void *) &a, sizeof a)) return 1;
    listen(s, 128);
    while (1) {
        long k = accept(s, 0, 0);
        pthread_t t;
        pthread_create(&t, 0, connection, (void *) k);
        pthread_detach(t);
    }
}
