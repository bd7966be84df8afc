package coffer.workload;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// From the YAML tree to the records, with the rules that a tree alone does not show.
final class WorkloadReader {
  static final String API_VERSION = "coffer/v1";
  static final String KIND = "Workload";

  /// A DNS label (RFC 1123, section 2.1).
  static final String NAME_PATTERN = "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$";

  /// DNS labels with dots between them.
  private static final String HOST_PATTERN =
      "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$";

  private static final Pattern HOST = Pattern.compile(HOST_PATTERN);
  private static final Pattern NAME = Pattern.compile(NAME_PATTERN);
  private static final Pattern MODULE = Pattern.compile("[A-Za-z_$][\\w$]*(\\.[A-Za-z_$][\\w$]*)*");

  private WorkloadReader() {}

  static Workload read(YamlMapping in, Path folder) {
    in.oneOf("apiVersion", List.of(API_VERSION));
    in.oneOf("kind", List.of(KIND));
    String name = name(in);
    Service service = service(in.mapping("service"));
    List<Port> ports = ports(in);
    List<Peer> peers = peers(in, ports);
    Map<String, String> environment = environment(in);
    List<Secret> secrets = secrets(in);
    AzureServices platform = platform(in);
    SgxSettings sgx = in.has("sgx") ? sgx(in.mapping("sgx")) : null;
    in.end();
    return new Workload(name, service, ports, peers, environment, secrets, platform, sgx, folder);
  }

  private static Service service(YamlMapping in) {
    return switch (in.oneOf("type", List.of("java", "image"))) {
      case "java" -> java(in);
      default -> image(in);
    };
  }

  private static Service.Java java(YamlMapping in) {
    String source = in.optionalText("source").orElse(null);
    String jar = in.optionalText("jar").orElse(null);
    String build = in.optionalText("build").orElse(null);
    List<String> inputs = in.texts("inputs");
    String mainClass = in.optionalText("mainClass").orElse(null);
    List<String> jvmOptions = in.texts("jvmOptions");
    List<String> arguments = in.texts("arguments");
    List<String> modules = in.texts("modules");
    List<ConfigFile> config = in.mappings("config", WorkloadReader::configFile);
    int user = in.optionalNumber("user", 1, Integer.MAX_VALUE).orElse(Service.Java.DEFAULT_USER);
    in.end();
    checkProgram(in, source != null, jar != null, build != null);
    checkInputs(in, inputs, build != null);
    checkModules(in, modules);
    checkTargets(in, "config", config);
    return new Service.Java(
        source, jar, build, inputs, mainClass, jvmOptions, arguments, modules, config, user);
  }

  private static void checkProgram(YamlMapping in, boolean source, boolean jar, boolean build) {
    if (source && jar) {
      throw in.error("jar", "either source or jar wanted, found both");
    }
    if (!source && !jar) {
      throw in.error("source", "missing; source (a folder of .java files) or jar wanted");
    }
    if (source && build) {
      throw in.error("build", "makes a jar, so it stands beside jar, not beside source");
    }
  }

  private static void checkInputs(YamlMapping in, List<String> inputs, boolean build) {
    if (!inputs.isEmpty() && !build) {
      throw in.error("inputs", "what build reads, so it stands beside build");
    }
    for (String input : inputs) {
      if (input.isBlank() || input.startsWith("/")) {
        throw in.error("inputs", "a path relative to this file wanted, found '" + input + "'");
      }
    }
  }

  private static void checkModules(YamlMapping in, List<String> modules) {
    for (String module : modules) {
      if (!MODULE.matcher(module).matches()) {
        throw in.error("modules", "a module name wanted, found '" + module + "'");
      }
    }
  }

  private static void checkTargets(YamlMapping in, String key, List<ConfigFile> config) {
    Set<String> targets = new HashSet<>();
    for (ConfigFile file : config) {
      if (!targets.add(file.target())) {
        throw in.error(key, "target '" + file.target() + "' for the second time");
      }
    }
  }

  private static ConfigFile configFile(YamlMapping in) {
    ConfigFile file = new ConfigFile(in.text("source"), in.text("target"));
    in.end();
    if (!isCleanAbsolute(file.target())) {
      throw in.error(
          "target",
          "an absolute path without '.', '..' or '//' wanted, found '" + file.target() + "'");
    }
    return file;
  }

  private static SgxSettings sgx(YamlMapping in) {
    SgxSettings sgx =
        new SgxSettings(
            in.optionalText("occlum").orElse("Occlum.json"),
            in.text("libos"),
            in.optionalText("libraries").orElse(null),
            in.optionalText("runtime").orElse(null),
            in.optionalText("initfs").orElse(null),
            in.optionalText("key").orElse(null),
            in.optionalText("date").orElse(null),
            in.optionalText("sdk").orElse(null),
            in.optionalFlag("edmm").orElse(false),
            in.optionalText("configs").orElse("conf"),
            in.optionalText("configTarget").orElse("/app/conf/config.json"),
            in.mappings("files", WorkloadReader::configFile),
            in.texts("command"),
            in.has("launcher") ? LauncherSettings.read(in.mapping("launcher")) : null,
            in.optionalText("base").orElse(null),
            in.has("gramine") ? GramineReader.read(in.mapping("gramine")) : null);
    if (sgx.gramine() != null) {
      GramineReader.refuseOcclum(in);
    }
    if (sgx.launcher() != null && !sgx.command().isEmpty()) {
      throw in.error("launcher", "starts the JVM, so command has no place beside it");
    }
    in.end();
    checkTargets(in, "files", sgx.files());
    if (!isCleanAbsolute(sgx.configTarget())) {
      throw in.error(
          "configTarget",
          "an absolute path without '.', '..' or '//' wanted, found '%s'"
              .formatted(sgx.configTarget()));
    }
    return sgx;
  }

  static boolean isCleanAbsolute(String path) {
    if (!path.startsWith("/") || path.length() < 2) {
      return false;
    }
    for (String part : path.substring(1).split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return false;
      }
    }
    return true;
  }

  private static Service.Image image(YamlMapping in) {
    Service.Image service =
        new Service.Image(
            in.text("image"),
            in.optionalText("imageName").orElse(null),
            in.texts("command"),
            in.optionalText("workingDir").orElse(null),
            in.optionalText("user").orElse(null));
    in.end();
    if (service.workingDir() != null && !service.workingDir().startsWith("/")) {
      throw in.error("workingDir", "an absolute path wanted, found '" + service.workingDir() + "'");
    }
    return service;
  }

  private static List<Port> ports(YamlMapping in) {
    List<Port> ports = in.mappings("ports", WorkloadReader::port);
    Set<Integer> container = new HashSet<>();
    Set<Integer> host = new HashSet<>();
    for (Port port : ports) {
      if (!container.add(port.container())) {
        throw in.error("ports", "container port " + port.container() + " for the second time");
      }
      if (port.host() != 0 && !host.add(port.host())) {
        throw in.error("ports", "host port " + port.host() + " for the second time");
      }
    }
    return ports;
  }

  private static Port port(YamlMapping in) {
    Port port =
        new Port(in.number("container", 1, 65535), in.optionalNumber("host", 0, 65535).orElse(0));
    in.end();
    return port;
  }

  private static List<Peer> peers(YamlMapping in, List<Port> ports) {
    List<Peer> peers = in.mappings("peers", WorkloadReader::peer);
    Set<Integer> taken = new HashSet<>();
    ports.forEach(port -> taken.add(port.container()));
    for (Peer peer : peers) {
      if (!taken.add(peer.container())) {
        throw in.error(
            "peers",
            "container port %d is taken by another port or peer".formatted(peer.container()));
      }
    }
    return peers;
  }

  private static Peer peer(YamlMapping in) {
    int container = in.number("container", 1, 65535);
    Peer peer = new Peer(container, in.optionalNumber("host", 1, 65535).orElse(container));
    in.end();
    return peer;
  }

  private static Map<String, String> environment(YamlMapping in) {
    Map<String, String> environment = in.textMap("environment");
    for (String name : environment.keySet()) {
      if (name.isEmpty() || name.indexOf('=') >= 0) {
        throw in.error("environment", "a name without '=' wanted, found '" + name + "'");
      }
    }
    return environment;
  }

  private static List<Secret> secrets(YamlMapping in) {
    List<Secret> secrets = new ArrayList<>(in.mappings("secrets", WorkloadReader::secret));
    Set<String> names = new HashSet<>();
    for (Secret secret : secrets) {
      if (!names.add(secret.name())) {
        throw in.error("secrets", "secret '" + secret.name() + "' for the second time");
      }
    }
    return secrets;
  }

  private static AzureServices platform(YamlMapping in) {
    if (!in.has("platform")) {
      return AzureServices.NONE;
    }
    YamlMapping platform = in.mapping("platform");
    AzureServices read =
        new AzureServices(hosts(platform, "attestation"), hosts(platform, "vault"));
    platform.end();
    return read;
  }

  private static List<String> hosts(YamlMapping in, String key) {
    List<String> names = in.texts(key);
    for (String name : names) {
      if (!HOST.matcher(name).matches()) {
        throw in.error(key, "a host name in lower case wanted, found '" + name + "'");
      }
    }
    return names;
  }

  private static Secret secret(YamlMapping in) {
    String name = name(in);
    boolean generate = in.has("generate");
    boolean file = in.has("file");
    if (generate == file) {
      in.end();
      throw in.error(
          "generate", "either generate or file wanted, found " + (file ? "both" : "none"));
    }
    Secret secret =
        generate
            ? new Secret.Generated(name, in.number("generate", 16, 1024))
            : new Secret.FromFile(name, in.text("file"), in.optionalText("identity").orElse(null));
    in.end();
    return secret;
  }

  private static String name(YamlMapping in) {
    String name = in.text("name");
    if (!NAME.matcher(name).matches()) {
      throw in.error(
          "name",
          "up to 63 lower-case letters, digits and inner hyphens wanted, found '" + name + "'");
    }
    return name;
  }
}
