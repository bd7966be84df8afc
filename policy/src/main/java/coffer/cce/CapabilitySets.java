package coffer.cce;

import coffer.json.Json;
import coffer.python.PythonText;
import java.util.List;
import java.util.stream.Stream;

/// The five Linux capability sets of a container (capabilities(7)), as names such as `CAP_KILL`.
public record CapabilitySets(
    List<String> ambient,
    List<String> bounding,
    List<String> effective,
    List<String> inheritable,
    List<String> permitted) {
  /// What a container gets that asks for nothing, in the order of the pause container's definition.
  public static final List<String> DEFAULT_NAMES =
      names(
          "CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD NET_RAW SETGID SETUID SETFCAP SETPCAP"
              + " NET_BIND_SERVICE SYS_CHROOT KILL AUDIT_WRITE");

  /// Every capability there is, which is what a privileged container gets.
  public static final List<String> PRIVILEGED_NAMES =
      names(
          "AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN"
              + " DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID IPC_LOCK IPC_OWNER KILL LEASE"
              + " LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE"
              + " NET_BROADCAST NET_RAW PERFMON SETFCAP SETGID SETPCAP SETUID SYSLOG SYS_ADMIN"
              + " SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO"
              + " SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG WAKE_ALARM");

  public CapabilitySets {
    ambient = List.copyOf(ambient);
    bounding = List.copyOf(bounding);
    effective = List.copyOf(effective);
    inheritable = List.copyOf(inheritable);
    permitted = List.copyOf(permitted);
  }

  /// The sets of a container without privileges, sorted.
  public static final CapabilitySets UNPRIVILEGED = of(false, List.of(), List.of());

  /// The default sets with `add` in the sets that are not empty, then without `drop`. Names are
  /// taken literally: neither `ALL` nor a name without `CAP_` means more than itself.
  public static CapabilitySets of(boolean privileged, List<String> add, List<String> drop) {
    List<String> defaults = privileged ? PRIVILEGED_NAMES : DEFAULT_NAMES;
    List<String> names =
        Stream.concat(defaults.stream(), add.stream())
            .filter(name -> !drop.contains(name))
            .distinct()
            .sorted(PythonText.CODE_POINT_ORDER)
            .toList();
    return new CapabilitySets(List.of(), names, names, privileged ? names : List.of(), names);
  }

  private static List<String> names(String words) {
    return Stream.of(words.split(" ")).map(word -> "CAP_" + word).toList();
  }

  public Json.Obj toJson() {
    return Json.object()
        .put("bounding", Json.strings(bounding))
        .put("effective", Json.strings(effective))
        .put("inheritable", Json.strings(inheritable))
        .put("permitted", Json.strings(permitted))
        .put("ambient", Json.strings(ambient))
        .build();
  }
}
