package coffer.occlum;

import coffer.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// From the JSON tree to the records, member by member.
final class OcclumReader {
  private static final long U32 = 0xFFFF_FFFFL;
  private static final int U16 = 0xFFFF;

  /// What is 0, 1 or 2 to the signing tool.
  private static final int LOADERS_CHOICE = 2;

  private static final int MAX_DEPTH = 8;
  private static final Pattern ID = Pattern.compile("(0x)?0*[0-9a-fA-F]{1,16}");

  private OcclumReader() {}

  static OcclumConfig read(Json.Obj document, Member.Findings findings) {
    Member in = new Member("", document, findings);
    OcclumConfig config =
        new OcclumConfig(
            limits(in.object("resource_limits")),
            process(in.object("process")),
            in.texts("entry_points"),
            environment(in.object("env")),
            metadata(in.object("metadata")),
            feature(in.object("feature")),
            mounts(in.objects("mount"), findings, 0));
    in.end();
    return config;
  }

  private static OcclumConfig.ResourceLimits limits(Member in) {
    OcclumConfig.ResourceLimits limits =
        new OcclumConfig.ResourceLimits(
            in.number("max_num_of_threads", 1, U32),
            in.optionalNumber("init_num_of_threads", 1, U32),
            in.size("kernel_space_heap_size"),
            in.optionalSize("kernel_space_heap_max_size"),
            in.size("kernel_space_stack_size"),
            in.size("user_space_size"),
            in.optionalSize("user_space_max_size"));
    in.end();
    return limits;
  }

  private static OcclumConfig.ProcessSizes process(Member in) {
    OcclumConfig.ProcessSizes sizes =
        new OcclumConfig.ProcessSizes(
            in.size("default_stack_size"),
            in.size("default_heap_size"),
            in.size("default_mmap_size"));
    in.end();
    return sizes;
  }

  /// Unlike elsewhere, the library OS refuses what it does not know here, because the build copies
  /// it.
  static OcclumConfig.Environment environment(Member in) {
    OcclumConfig.Environment environment =
        new OcclumConfig.Environment(in.texts("default"), in.texts("untrusted"));
    in.endStrictly();
    return environment;
  }

  private static OcclumConfig.Metadata metadata(Member in) {
    int product = (int) in.number("product_id", 0, U16);
    int version = (int) in.number("version_number", 0, U16);
    boolean debuggable = in.flag("debuggable");
    boolean disableLog = in.optionalFlag("disable_log", !debuggable);
    boolean separate = in.flag("enable_kss");
    Member family = in.object("family_id");
    Member extended = in.object("ext_prod_id");
    OcclumConfig.Ids ids =
        new OcclumConfig.Ids(
            id(extended, "high", separate),
            id(extended, "low", separate),
            id(family, "high", separate),
            id(family, "low", separate));
    family.end();
    extended.end();
    in.end();
    return new OcclumConfig.Metadata(
        product, version, debuggable, disableLog, separate ? ids : null);
  }

  private static long id(Member in, String name, boolean counts) {
    String text = in.text(name);
    if (ID.matcher(text).matches()) {
      return Long.parseUnsignedLong(text.startsWith("0x") ? text.substring(2) : text, 16);
    }
    if (counts && in.has(name)) {
      in.problem(
          name, "a hex number of up to 64 bits, such as 0x1234, wanted, found '" + text + "'");
    }
    return 0;
  }

  private static OcclumConfig.Feature feature(Member in) {
    OcclumConfig.Feature feature =
        new OcclumConfig.Feature(
            in.numberOrZero("amx", LOADERS_CHOICE),
            in.numberOrZero("pkru", LOADERS_CHOICE),
            in.numberOrZero("io_uring", U32),
            in.flagOr("enable_edmm", false),
            in.flagOr("enable_posix_shm", false));
    in.end();
    return feature;
  }

  static List<Mount> mounts(List<Member> members, Member.Findings findings, int depth) {
    List<Mount> mounts = new ArrayList<>();
    for (Member in : members) {
      mounts.add(mount(in, findings, depth));
    }
    return mounts;
  }

  private static Mount mount(Member in, Member.Findings findings, int depth) {
    String name = in.text("type");
    Optional<FileSystemType> type = FileSystemType.named(name);
    if (type.isEmpty() && in.has("type")) {
      in.problem("type", "one of %s wanted, found '%s'".formatted(FileSystemType.names(), name));
    }
    String target = in.text("target");
    if (!target.startsWith("/") && in.has("target")) {
      in.problem("target", "an absolute path wanted, found '" + target + "'");
    }
    Mount mount =
        new Mount(
            type.orElse(FileSystemType.RAMFS),
            target,
            in.optionalText("source"),
            in.optionalObject("options")
                .map(options -> options(options, findings, depth))
                .orElse(Mount.Options.NONE));
    in.end();
    return mount;
  }

  private static Mount.Options options(Member in, Member.Findings findings, int depth) {
    @Nullable String mac = in.optionalText("MAC");
    @Nullable List<Mount> layers = null;
    if (in.given("layers")) {
      if (depth == MAX_DEPTH) {
        in.problem("layers", "nested deeper than " + MAX_DEPTH);
      } else {
        layers = mounts(in.objects("layers"), findings, depth + 1);
      }
    }
    Mount.Options options =
        new Mount.Options(
            mac,
            layers,
            in.flagOr("temporary", false),
            in.optionalSize("cache_size"),
            in.optionalSize("disk_size"));
    in.end();
    return options;
  }
}
