package coffer.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/// Files, mounts and the network device of the calling process. Each failure is a [LinuxException]
/// that names the file.
public final class Linux {
  /// Flags of mount(2).
  public static final long MS_RDONLY = 1;

  public static final long MS_NOSUID = 2;
  public static final long MS_NODEV = 4;
  public static final long MS_NOEXEC = 8;
  public static final long MS_REMOUNT = 32;
  public static final long MS_BIND = 4096;
  public static final long MS_REC = 16384;
  public static final long MS_PRIVATE = 1 << 18;
  public static final long MS_STRICTATIME = 1 << 24;

  private static final long MNT_DETACH = 2;
  private static final long AT_FDCWD = -100;
  private static final long AT_SYMLINK_NOFOLLOW = 0x100;
  private static final long AF_INET = 2;
  private static final long SOCK_DGRAM = 2;
  private static final long SIOCGIFFLAGS = 0x8913;
  private static final long SIOCSIFFLAGS = 0x8914;
  private static final int IFREQ_SIZE = 40;
  private static final long SIOCSIFADDR = 0x8916;
  private static final int IFREQ_FLAGS = 16;

  /// Behind the family and the port of a `sockaddr_in`.
  private static final int IFREQ_ADDRESS = 20;

  private static final short IFF_UP = 1;

  private Linux() {}

  /// A text of the kernel for ordinary text: its UTF-8 bytes, one character each.
  public static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /// mount(2). `data` holds the file system's own options, comma-separated.
  public static void mount(String source, String target, String type, long flags, String data)
      throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      Syscall.MOUNT.call(
          arena,
          "mount %s on %s".formatted(type.isEmpty() ? source : type, target),
          text(arena, source),
          text(arena, target),
          text(arena, type),
          flags,
          text(arena, data));
    }
  }

  /// Shows `source` at `target` as well, with what is mounted below it.
  public static void bind(String source, String target) throws LinuxException {
    mount(source, target, "", MS_BIND | MS_REC, "");
  }

  /// Makes the mount at `target` read-only, also inside a user namespace that may not change more.
  public static void makeReadOnly(String target, long otherFlags) throws LinuxException {
    mount("", target, "", MS_BIND | MS_REMOUNT | MS_RDONLY | otherFlags, "");
  }

  /// Makes the current folder, a mount, the root of this mount namespace; what was the root before
  /// is out of reach (pivot_root(2), "pivot_root(".", ".")").
  public static void pivotToCurrentFolder() throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      long here = text(arena, ".");
      Syscall.PIVOT_ROOT.call(arena, "pivot_root", here, here);
      Syscall.UMOUNT2.call(arena, "umount the old root", here, MNT_DETACH);
    }
    changeFolder("/");
  }

  public static void changeFolder(String folder) throws LinuxException {
    withPath(Syscall.CHDIR, "chdir", folder);
  }

  public static void makeFolder(String folder, int mode) throws LinuxException {
    withPath(Syscall.MKDIR, "mkdir", folder, mode);
  }

  public static void changeMode(String file, int mode) throws LinuxException {
    withPath(Syscall.CHMOD, "chmod", file, mode);
  }

  /// Of the file itself, also when it is a symbolic link. Ids are 32 bits unsigned.
  public static void changeOwner(String file, int uid, int gid) throws LinuxException {
    withPath(
        Syscall.LCHOWN, "chown", file, Integer.toUnsignedLong(uid), Integer.toUnsignedLong(gid));
  }

  public static void link(String existing, String name) throws LinuxException {
    withTwoPaths(Syscall.LINK, "link", existing, name);
  }

  public static void unlink(String file) throws LinuxException {
    withPath(Syscall.UNLINK, "unlink", file);
  }

  public static void symlink(String target, String name) throws LinuxException {
    withTwoPaths(Syscall.SYMLINK, "symlink", target, name);
  }

  /// mknod(2). `mode` holds the type as well (`S_IFCHR` ...).
  public static void makeNode(String name, int mode, int major, int minor) throws LinuxException {
    long device =
        (minor & 0xffL)
            | (major & 0xfffL) << 8
            | (minor & ~0xffL) << 12
            | (major & ~0xfffL & 0xffffffffL) << 32;
    withPath(Syscall.MKNOD, "mknod", name, mode, device);
  }

  /// Sets access and modification time of the file itself, also when it is a symbolic link.
  public static void setTimes(String file, long seconds, int nanoseconds) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment times =
          arena.allocateFrom(ValueLayout.JAVA_LONG, seconds, nanoseconds, seconds, nanoseconds);
      Syscall.UTIMENSAT.call(
          arena,
          "utimensat " + file,
          AT_FDCWD,
          text(arena, file),
          times.address(),
          AT_SYMLINK_NOFOLLOW);
    }
  }

  public static void setXattr(String file, String name, byte[] value) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      Syscall.LSETXATTR.call(
          arena,
          "setxattr %s of %s".formatted(name, file),
          text(arena, file),
          text(arena, name),
          arena.allocateFrom(ValueLayout.JAVA_BYTE, value).address(),
          value.length,
          0);
    }
  }

  public static void setHostname(String name) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      Syscall.SETHOSTNAME.call(arena, "sethostname", text(arena, name), name.length());
    }
  }

  /// Brings the loopback device of this network namespace up (netdevice(7)).
  public static void raiseLoopback() throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      long socket = Syscall.SOCKET.call(arena, "socket", AF_INET, SOCK_DGRAM, 0);
      MemorySegment request = arena.allocate(IFREQ_SIZE);
      request.setString(0, "lo");
      Syscall.IOCTL.call(arena, "flags of lo", socket, SIOCGIFFLAGS, request.address());
      short flags = request.get(ValueLayout.JAVA_SHORT_UNALIGNED, IFREQ_FLAGS);
      request.set(ValueLayout.JAVA_SHORT_UNALIGNED, IFREQ_FLAGS, (short) (flags | IFF_UP));
      Syscall.IOCTL.call(arena, "raise lo", socket, SIOCSIFFLAGS, request.address());
      Syscall.CLOSE.call(arena, "close", socket);
    }
  }

  /// Gives the loopback device of this network namespace one more IPv4 address, dotted, under a
  /// name of its own (netdevice(7); an alias such as `lo:1`).
  public static void addLoopbackAddress(String alias, String address) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      long socket = Syscall.SOCKET.call(arena, "socket", AF_INET, SOCK_DGRAM, 0);
      MemorySegment request = arena.allocate(IFREQ_SIZE);
      request.setString(0, alias);
      request.set(ValueLayout.JAVA_SHORT_UNALIGNED, IFREQ_FLAGS, (short) AF_INET);
      byte[] bytes = InetAddress.ofLiteral(address).getAddress();
      MemorySegment.copy(bytes, 0, request, ValueLayout.JAVA_BYTE, IFREQ_ADDRESS, bytes.length);
      Syscall.IOCTL.call(
          arena, "address " + address + " of lo", socket, SIOCSIFADDR, request.address());
      Syscall.CLOSE.call(arena, "close", socket);
    }
  }

  static long text(Arena arena, String text) {
    return arena.allocateFrom(text, StandardCharsets.ISO_8859_1).address();
  }

  private static void withPath(Syscall call, String verb, String file, long... more)
      throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      long[] words = new long[more.length + 1];
      words[0] = text(arena, file);
      System.arraycopy(more, 0, words, 1, more.length);
      call.call(arena, verb + " " + file, words);
    }
  }

  private static void withTwoPaths(Syscall call, String verb, String first, String second)
      throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      call.call(
          arena,
          "%s %s to %s".formatted(verb, second, first),
          text(arena, first),
          text(arena, second));
    }
  }
}
