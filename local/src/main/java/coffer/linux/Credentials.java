package coffer.linux;

import coffer.cce.CapabilitySets;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// Who the calling thread is, and what it may do (credentials(7), capabilities(7)). Changes hold
/// for the thread alone and for what it executes.
public final class Credentials {
  private static final long PR_CAPBSET_DROP = 24;
  private static final long PR_SET_KEEPCAPS = 8;
  private static final long PR_SET_NO_NEW_PRIVS = 38;
  private static final long PR_CAP_AMBIENT = 47;
  private static final long PR_CAP_AMBIENT_RAISE = 2;
  private static final long PR_CAP_AMBIENT_CLEAR_ALL = 4;
  private static final int CAPABILITY_VERSION_3 = 0x20080522;

  private static final int EINVAL = 22;

  /// By number (`linux/capability.h`).
  private static final List<String> NAMES =
      List.of(
          """
          CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP \
          LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER \
          SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE \
          SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP \
          MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF \
          CHECKPOINT_RESTORE"""
              .split(" "));

  private Credentials() {}

  /// Takes the ids and then the capability sets, given by names such as `CAP_KILL`. The bounding
  /// set can only shrink. In a user namespace that maps one id, `groups` must be empty.
  public static void take(
      int uid, int gid, List<Integer> groups, boolean maySetGroups, CapabilitySets capabilities)
      throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      dropBounding(arena, mask(capabilities.bounding()));
      prctl(arena, "PR_SET_KEEPCAPS", PR_SET_KEEPCAPS, 1);
      if (maySetGroups) {
        int[] ids = groups.stream().mapToInt(Integer::intValue).toArray();
        long address = arena.allocateFrom(ValueLayout.JAVA_INT, ids).address();
        Syscall.SETGROUPS.call(arena, "setgroups", ids.length, address);
      }
      Syscall.SETRESGID.call(arena, "setresgid " + gid, gid, gid, gid);
      Syscall.SETRESUID.call(arena, "setresuid " + uid, uid, uid, uid);
      capset(arena, capabilities);
      prctl(arena, "PR_CAP_AMBIENT_CLEAR_ALL", PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL);
      for (String name : capabilities.ambient()) {
        prctl(arena, "ambient " + name, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, number(name));
      }
    }
  }

  /// Nothing that is executed from now on gains privileges by its file (prctl(2)).
  public static void forbidNewPrivileges() throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      prctl(arena, "PR_SET_NO_NEW_PRIVS", PR_SET_NO_NEW_PRIVS, 1);
    }
  }

  private static void dropBounding(Arena arena, long kept) throws LinuxException {
    for (int capability = 0; capability < NAMES.size(); capability++) {
      if ((kept & 1L << capability) == 0) {
        try {
          prctl(arena, "drop CAP_" + NAMES.get(capability), PR_CAPBSET_DROP, capability);
        } catch (LinuxException e) {
          if (e.errno() != EINVAL) {
            throw e;
          }
          return; // an older kernel knows no higher ones
        }
      }
    }
  }

  private static void capset(Arena arena, CapabilitySets capabilities) throws LinuxException {
    MemorySegment header = arena.allocateFrom(ValueLayout.JAVA_INT, CAPABILITY_VERSION_3, 0);
    long effective = mask(capabilities.effective());
    long permitted = mask(capabilities.permitted());
    long inheritable = mask(capabilities.inheritable());
    MemorySegment data =
        arena.allocateFrom(
            ValueLayout.JAVA_INT,
            (int) effective,
            (int) permitted,
            (int) inheritable,
            (int) (effective >>> 32),
            (int) (permitted >>> 32),
            (int) (inheritable >>> 32));
    Syscall.CAPSET.call(arena, "capset", header.address(), data.address());
  }

  private static void prctl(Arena arena, String what, long... words) throws LinuxException {
    Syscall.PRCTL.call(arena, "prctl " + what, words);
  }

  private static long mask(List<String> names) {
    long mask = 0;
    for (String name : names) {
      int number = number(name);
      mask |= number < 0 ? 0 : 1L << number;
    }
    return mask;
  }

  /// -1 for a name that is none: a policy may hold any text, and it grants nothing.
  private static int number(String name) {
    return name.startsWith("CAP_") ? NAMES.indexOf(name.substring("CAP_".length())) : -1;
  }
}
