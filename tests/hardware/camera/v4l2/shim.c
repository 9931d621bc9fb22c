/* A Video4Linux camera for one process, preloaded into it: /dev/video42 is a socket to a test.
 *
 * Stands where the kernel would: answers open, stat, ioctl and mmap for that one path and leaves all
 * else alone. V4L2_WIRE names the socket, which is there as long as the camera is plugged in.
 * V4L2_SENDS lists what it can send, such as "MJPG:3840x2160,MJPG:1280x720,YUYV:640x480".
 * Each stream is a connection of its own: it begins with the line "MJPG 3840 2160", then the far end
 * sends pictures, each with its length in four bytes (little endian) before it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define DEVICE "/dev/video42"
#define BUFFERS 4
#define BUFFER_BYTES (3840 * 2160 * 2)

static int camera = -1;
static struct v4l2_pix_format format;
static struct v4l2_fract interval = {1, 15};
static unsigned buffers;
static unsigned char *memory[BUFFERS];
static int queued[BUFFERS], first, waiting; /* a ring of buffers to fill */

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static int connect_wire(void) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strncpy(address.sun_path, getenv("V4L2_WIRE"), sizeof address.sun_path - 1);
    int line = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(line, (struct sockaddr *)&address, sizeof address) == 0) return line;
    close(line);
    errno = ENODEV;
    return -1;
}

/* Choose what is nearest to what was asked for, as a camera's driver does. */
static void settle_format(struct v4l2_pix_format *asked) {
    char list[256], *rest = list, *entry;
    long best = -1;
    int suits = 0;
    struct v4l2_pix_format chosen = {.field = V4L2_FIELD_NONE, .colorspace = V4L2_COLORSPACE_SRGB};
    snprintf(list, sizeof list, "%s", getenv("V4L2_SENDS"));
    while ((entry = strsep(&rest, ",")) != NULL) {
        unsigned width, height;
        if (sscanf(entry + 5, "%ux%u", &width, &height) != 2) continue;
        uint32_t code = v4l2_fourcc(entry[0], entry[1], entry[2], entry[3]);
        long off = labs((long)width - (long)asked->width) + labs((long)height - (long)asked->height);
        int same = code == asked->pixelformat;
        if (best >= 0 && (same < suits || (same == suits && off >= best))) continue;
        best = off, suits = same;
        chosen.pixelformat = code, chosen.width = width, chosen.height = height;
    }
    chosen.bytesperline = chosen.pixelformat == V4L2_PIX_FMT_MJPEG ? 0 : chosen.width * 2;
    chosen.sizeimage = chosen.width * chosen.height * 2;
    *asked = chosen;
}

static int start_stream(void) {
    int line = connect_wire();
    if (line < 0) return -1;
    dprintf(line, "%.4s %u %u\n", (const char *)&format.pixelformat, format.width, format.height);
    dup2(line, camera);
    close(line);
    return 0;
}

static int take(unsigned char *to, size_t length) {
    while (length > 0) {
        ssize_t got = recv(camera, to, length, 0);
        if (got <= 0) return -1;
        to += got, length -= (size_t)got;
    }
    return 0;
}

static int dequeue(struct v4l2_buffer *buffer) {
    unsigned char length[4];
    struct pollfd ready = {.fd = camera, .events = POLLIN};
    if (poll(&ready, 1, 0) == 0 || waiting == 0) return errno = EAGAIN, -1;
    if (take(length, 4) < 0) return errno = ENODEV, -1; /* unplugged */
    uint32_t bytes = length[0] | length[1] << 8 | length[2] << 16 | (uint32_t)length[3] << 24;
    int index = queued[first];
    if (bytes > BUFFER_BYTES || take(memory[index], bytes) < 0) return errno = ENODEV, -1;
    first = (first + 1) % BUFFERS, waiting--;
    buffer->index = (uint32_t)index;
    buffer->bytesused = bytes;
    buffer->length = BUFFER_BYTES;
    buffer->flags = V4L2_BUF_FLAG_MAPPED | V4L2_BUF_FLAG_DONE;
    return 0;
}

static int answer(unsigned long request, void *asked) {
    struct v4l2_buffer *buffer = asked;
    struct v4l2_capability *capability = asked;
    struct v4l2_requestbuffers *wanted = asked;
    struct v4l2_streamparm *pace = asked;
    switch (request) {
    case VIDIOC_QUERYCAP:
        memset(capability, 0, sizeof *capability);
        strcpy((char *)capability->driver, "uvcvideo");
        strcpy((char *)capability->card, "Camera on a wire");
        capability->device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
        capability->capabilities = capability->device_caps | V4L2_CAP_DEVICE_CAPS;
        return 0;
    case VIDIOC_G_FMT:
        ((struct v4l2_format *)asked)->fmt.pix = format;
        return 0;
    case VIDIOC_S_FMT:
        if (buffers > 0) return errno = EBUSY, -1;
        settle_format(&((struct v4l2_format *)asked)->fmt.pix);
        format = ((struct v4l2_format *)asked)->fmt.pix;
        return 0;
    case VIDIOC_G_PARM:
        pace->parm.capture.timeperframe = interval;
        return 0;
    case VIDIOC_S_PARM:
        interval = pace->parm.capture.timeperframe;
        return 0;
    case VIDIOC_REQBUFS:
        wanted->count = buffers = wanted->count > BUFFERS ? BUFFERS : wanted->count;
        first = waiting = 0;
        return 0;
    case VIDIOC_QUERYBUF:
        buffer->length = BUFFER_BYTES;
        buffer->m.offset = buffer->index * BUFFER_BYTES;
        return 0;
    case VIDIOC_QBUF:
        queued[(first + waiting++) % BUFFERS] = (int)buffer->index;
        return 0;
    case VIDIOC_DQBUF:
        return dequeue(buffer);
    case VIDIOC_STREAMON:
        return start_stream();
    case VIDIOC_STREAMOFF:
        shutdown(camera, SHUT_RDWR);
        first = waiting = 0;
        return 0;
    default:
        return errno = ENOTTY, -1;
    }
}

int ioctl(int file, unsigned long request, ...) {
    va_list more;
    va_start(more, request);
    void *asked = va_arg(more, void *);
    va_end(more);
    if (camera >= 0 && file == camera) return answer(request, asked);
    return ((int (*)(int, unsigned long, void *))real("ioctl"))(file, request, asked);
}

static int open_as(const char *name, const char *path, int flags, mode_t mode) {
    if (strcmp(path, DEVICE) != 0)
        return ((int (*)(const char *, int, mode_t))real(name))(path, flags, mode);
    camera = connect_wire();
    struct v4l2_pix_format any = {.width = 640, .height = 480};
    settle_format(&any);
    format = any;
    buffers = 0;
    return camera;
}

#define MODE(flags, mode)                                \
    mode_t mode = 0;                                     \
    if ((flags) & (O_CREAT | O_TMPFILE)) {               \
        va_list more;                                    \
        va_start(more, flags);                           \
        mode = va_arg(more, mode_t);                     \
        va_end(more);                                    \
    }

int open(const char *path, int flags, ...) {
    MODE(flags, mode)
    return open_as("open", path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    MODE(flags, mode)
    return open_as("open64", path, flags, mode);
}

int close(int file) {
    if (file == camera) camera = -1;
    return ((int (*)(int))real("close"))(file);
}

static void *map_as(const char *name, void *at, size_t length, int may, int how, int file, off_t from) {
    void *(*map)(void *, size_t, int, int, int, off_t) = real(name);
    if (camera < 0 || file != camera) return map(at, length, may, how, file, from);
    void *mapped = map(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memory[(size_t)from / BUFFER_BYTES] = mapped;
    return mapped;
}

void *mmap(void *at, size_t length, int may, int how, int file, off_t from) {
    return map_as("mmap", at, length, may, how, file, from);
}

void *mmap64(void *at, size_t length, int may, int how, int file, off_t from) {
    return map_as("mmap64", at, length, may, how, file, from);
}

static const char *really(const char *path) {
    return path && strcmp(path, DEVICE) == 0 ? getenv("V4L2_WIRE") : path;
}

int stat(const char *path, struct stat *found) {
    return ((int (*)(const char *, struct stat *))real("stat"))(really(path), found);
}

int stat64(const char *path, struct stat64 *found) {
    return ((int (*)(const char *, struct stat64 *))real("stat64"))(really(path), found);
}

int fstatat(int folder, const char *path, struct stat *found, int flags) {
    return ((int (*)(int, const char *, struct stat *, int))real("fstatat"))(folder, really(path), found, flags);
}

int fstatat64(int folder, const char *path, struct stat64 *found, int flags) {
    return ((int (*)(int, const char *, struct stat64 *, int))real("fstatat64"))(folder, really(path), found, flags);
}
