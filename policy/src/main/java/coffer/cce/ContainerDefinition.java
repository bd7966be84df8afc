package coffer.cce;

import coffer.json.Json;
import coffer.python.PythonText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a user wants of one container, before it is known what the image brings.
///
/// Made by [#of] and the builder's methods; everything but the image is optional.
public final class ContainerDefinition {
  private final Builder parts;

  private ContainerDefinition(Builder parts) {
    this.parts = parts;
  }

  /// A container of the image called `image`, which is also its id and, until told otherwise, its
  /// name.
  public static Builder of(String image) {
    return new Builder(image);
  }

  /// The name of the image to look up.
  public String image() {
    return parts.image;
  }

  public @Nullable String name() {
    return parts.name;
  }

  /// The container that a policy must allow when the image is `image`.
  public PolicyContainer merge(ImageFacts image) {
    ImageDefaults defaults = parts.withImageDefaults ? image.defaults() : ImageDefaults.NONE;
    return new PolicyContainer(
        parts.id,
        parts.name,
        image.layers(),
        parts.withImageDefaults ? parts.start.command(defaults) : parts.start.alone(),
        envRules(defaults),
        workingDir(image.defaults()),
        Stream.concat(parts.mounts.stream(), parts.service.mounts().stream()).toList(),
        user(defaults),
        parts.capabilities,
        parts.allowElevated,
        parts.allowStdioAccess,
        parts.noNewPrivileges,
        parts.seccompProfileSha256,
        defaults.stopSignal().isEmpty() ? parts.signals : StopSignals.of(defaults.stopSignal()),
        parts.execProcesses,
        image.mountedCim());
  }

  private List<EnvRule> envRules(ImageDefaults defaults) {
    List<EnvRule> rules = new ArrayList<>(parts.envRules);
    addUnlessNamed(rules, defaults.env().stream().map(EnvRule::string).toList());
    addUnlessNamed(rules, parts.service.envRules());
    return rules;
  }

  private static void addUnlessNamed(List<EnvRule> rules, List<EnvRule> more) {
    Set<String> names = new HashSet<>();
    rules.forEach(rule -> names.add(rule.name()));
    more.stream().filter(rule -> !names.contains(rule.name())).forEach(rules::add);
  }

  private String workingDir(ImageDefaults defaults) {
    return Stream.of(parts.workingDir, defaults.workingDir(), parts.service.workingDir())
        .filter(folder -> !folder.isEmpty())
        .findFirst()
        .orElse("/");
  }

  private UserRule user(ImageDefaults defaults) {
    return parts.user.equals(UserRule.ANY) && !defaults.user().isEmpty()
        ? UserRule.of(defaults.user())
        : parts.user;
  }

  /// How the argument vector comes from the template and the image.
  private sealed interface Start {
    @Nullable List<Json> command(ImageDefaults image);

    /// What a container gets whose image is not asked.
    List<Json> alone();

    /// A command replaces entry point and command of the image together.
    record Replace(List<Json> given) implements Start {
      @Override
      public @Nullable List<Json> command(ImageDefaults image) {
        List<Json> command = given.isEmpty() ? join(image.entrypoint(), image.command()) : given;
        return command.isEmpty() ? null : command;
      }

      @Override
      public List<Json> alone() {
        return given;
      }
    }

    /// As in Kubernetes: `command` replaces the entry point, `args` the command.
    record Pod(List<Json> command, List<Json> args) implements Start {
      @Override
      public List<Json> command(ImageDefaults image) {
        if (command.isEmpty() && args.isEmpty()) {
          return join(image.entrypoint(), image.command());
        }
        List<Json> first = command.isEmpty() ? join(image.entrypoint(), List.of()) : command;
        return Stream.concat(first.stream(), args.stream()).toList();
      }

      /// The entry point is used only together with an image's.
      @Override
      public List<Json> alone() {
        return args;
      }
    }

    private static List<Json> join(List<String> first, List<String> second) {
      return PolicyContainer.texts(Stream.concat(first.stream(), second.stream()).toList());
    }
  }

  /// Collects the parts of a definition; not to be used after [#build].
  public static final class Builder {
    private String image;
    private @Nullable String id;
    private @Nullable String name;
    private Start start = new Start.Replace(List.of());
    private final List<EnvRule> envRules = new ArrayList<>();
    private String workingDir = "";
    private final List<MountRule> mounts = new ArrayList<>();
    private UserRule user = UserRule.ANY;
    private CapabilitySets capabilities = CapabilitySets.UNPRIVILEGED;
    private boolean allowElevated;
    private boolean allowStdioAccess = true;
    private boolean noNewPrivileges;
    private String seccompProfileSha256 = "";
    private final List<Json> signals = new ArrayList<>();
    private final List<ExecProcess> execProcesses = new ArrayList<>();
    private ServiceDefaults service = ServiceDefaults.CONTAINER_INSTANCES;
    private boolean withImageDefaults = true;

    private Builder(String image) {
      this.image = image;
      this.id = image;
      this.name = image;
    }

    public Builder id(@Nullable String text) {
      this.id = text;
      return this;
    }

    public Builder name(@Nullable String text) {
      this.name = text;
      return this;
    }

    /// Replaces entry point and command of the image; an empty list leaves them.
    public Builder command(List<String> arguments) {
      return commandValues(PolicyContainer.texts(arguments));
    }

    /// As [#command], with values as a template has them, which may be other than text.
    public Builder commandValues(List<Json> arguments) {
      this.start = new Start.Replace(List.copyOf(arguments));
      return this;
    }

    /// As in a pod: `command` replaces the image's entry point, `args` its command.
    public Builder podCommand(List<Json> command, List<Json> args) {
      this.start = new Start.Pod(List.copyOf(command), List.copyOf(args));
      return this;
    }

    public Builder envRule(EnvRule rule) {
      envRules.add(rule);
      return this;
    }

    /// Absolute; empty leaves the image's.
    public Builder workingDir(String folder) {
      this.workingDir = folder;
      return this;
    }

    public Builder mount(MountRule mount) {
      mounts.add(mount);
      return this;
    }

    public Builder user(UserRule rule) {
      this.user = rule;
      return this;
    }

    public Builder capabilities(CapabilitySets sets) {
      this.capabilities = sets;
      return this;
    }

    public Builder allowElevated(boolean allowed) {
      this.allowElevated = allowed;
      return this;
    }

    public Builder allowStdioAccess(boolean allowed) {
      this.allowStdioAccess = allowed;
      return this;
    }

    public Builder noNewPrivileges(boolean wanted) {
      this.noNewPrivileges = wanted;
      return this;
    }

    /// Hex, as of [Seccomp#digest].
    public Builder seccompProfile(String sha256) {
      this.seccompProfileSha256 = sha256;
      return this;
    }

    public Builder signal(int number) {
      signals.add(Json.of(number));
      return this;
    }

    public Builder execProcess(ExecProcess process) {
      execProcesses.add(process);
      return this;
    }

    /// What the service adds to the container; container instances with Linux if never called.
    public Builder service(ServiceDefaults defaults) {
      this.service = defaults;
      return this;
    }

    /// The service's own sidecars: nothing is added by the service, and only layers and working
    /// directory are taken from the image.
    public Builder bare() {
      this.service = new ServiceDefaults(List.of(), List.of(), "/");
      this.withImageDefaults = false;
      return this;
    }

    /// Command, environment, signal and user are taken from the image, even after [#bare].
    public Builder withImageDefaults() {
      this.withImageDefaults = true;
      return this;
    }

    /// Replaces every text that a template may compute: image, id, name, environment rules,
    /// command, working directory, mount destinations and the commands of processes.
    public Builder resolve(UnaryOperator<Json> resolver) {
      UnaryOperator<String> text = value -> PythonText.str(resolver.apply(Json.of(value)));
      image = text.apply(image);
      id = id == null ? null : text.apply(id);
      name = name == null ? null : text.apply(name);
      workingDir = text.apply(workingDir);
      envRules.replaceAll(
          rule -> new EnvRule(text.apply(rule.pattern()), rule.strategy(), rule.required()));
      mounts.replaceAll(
          mount ->
              new MountRule(
                  text.apply(mount.destination()),
                  mount.source(),
                  mount.type(),
                  mount.options().stream().map(text).toList()));
      execProcesses.replaceAll(
          process ->
              new ExecProcess(
                  process.command().stream().map(resolver).toList(), process.signals()));
      start =
          switch (start) {
            case Start.Replace(List<Json> given) ->
                new Start.Replace(given.stream().map(resolver).toList());
            case Start.Pod(List<Json> command, List<Json> args) ->
                new Start.Pod(
                    command.stream().map(resolver).toList(), args.stream().map(resolver).toList());
          };
      return this;
    }

    public ContainerDefinition build() {
      return new ContainerDefinition(this);
    }
  }
}
