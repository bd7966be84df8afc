package coffer.device;

/// Numbers of requests to drivers (`include/uapi/asm-generic/ioctl.h`): direction, size of the
/// argument in bytes, the driver's letter, and the request's number in it.
final class Ioctl {
  private static final int SIZE_SHIFT = 16;
  private static final int TYPE_SHIFT = 8;
  private static final long READ = 2L << 30;
  private static final long WRITE = 1L << 30;

  private Ioctl() {}

  static long read(char type, int number, int size) {
    return READ | (long) size << SIZE_SHIFT | (long) type << TYPE_SHIFT | number;
  }

  static long readWrite(char type, int number, int size) {
    return WRITE | read(type, number, size);
  }
}
