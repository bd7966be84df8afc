package coffer.plan;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.cce.ContainerDefinition;
import coffer.cce.EnvRule;
import coffer.cce.FragmentImport;
import coffer.cce.ImageFacts;
import coffer.cce.Policy;
import coffer.cce.PolicyFlags;
import coffer.cce.PolicyText;
import coffer.cce.UserRule;
import coffer.group.ContainerSettings;
import coffer.identity.Identity;
import coffer.measure.MeasuredImage;
import coffer.oci.ImageConfig;
import coffer.workload.Service;
import coffer.workload.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A group of one container, planned: what the host will ask for, under which policy, and who it
/// will be.
///
/// @param container what is asked for
/// @param policy the text whose SHA-256 is the host data
public record GroupPlan(ContainerSettings container, PolicyText policy, Identity identity) {
  private static final String COMPAT = "2.0.1";
  private static final List<String> NOT_BOUND =
      List.of(
          "variables that the platform sets and the policy matches by a pattern",
          "published ports, processors and memory",
          "the content of /etc/resolv.conf",
          "the utility VM: a report's measurement says which one it is",
          "secrets: they are released to this identity and are no part of it");

  /// Plans `workload` with `image`, under `approved` or else under the policy that allows exactly
  /// this.
  public static GroupPlan of(
      Workload workload, MeasuredImage image, Overrides overrides, Optional<PolicyText> approved) {
    Wanted wanted = Wanted.of(workload, image.image().config(), overrides);
    PolicyText policy = approved.orElseGet(() -> policy(wanted, image));
    Identity identity =
        new Identity(
            workload.name(),
            Bytes.parseHex(policy.digest().hex()),
            COMPAT,
            List.of(
                new Identity.Container(
                    workload.name(), image.identity(), wanted.settings().command())),
            NOT_BOUND);
    return new GroupPlan(wanted.settings(), policy, identity);
  }

  /// Variables and capabilities beyond those named are a denial: dropping them in silence, which is
  /// what other generators allow, would start another service than the one asked for.
  private static PolicyText policy(Wanted wanted, MeasuredImage image) {
    ContainerDefinition.Builder definition =
        ContainerDefinition.of(wanted.name())
            .command(wanted.command())
            .workingDir(wanted.workingDir());
    wanted.env().forEach((name, value) -> definition.envRule(EnvRule.string(name + "=" + value)));
    wanted.user().map(UserRule::of).ifPresent(definition::user);
    return Policy.ofGroup(
            List.of(definition.build().merge(ImageFacts.of(image.facts()))),
            List.of(FragmentImport.INFRASTRUCTURE),
            PolicyFlags.DEFAULT
                .withEnvironmentVariableDropping(false)
                .withCapabilityDropping(false))
        .text();
  }

  /// What workload and command line say together; empty where both leave it to the image.
  private record Wanted(
      String name,
      List<String> command,
      Map<String, String> env,
      String workingDir,
      Optional<String> user,
      ContainerSettings settings) {
    static Wanted of(Workload workload, ImageConfig config, Overrides overrides) {
      List<String> command = overrides.command();
      String workingDir = "";
      Optional<String> user = overrides.user();
      if (workload.service() instanceof Service.Image image) {
        command = command.isEmpty() ? image.command() : command;
        workingDir = image.workingDir() == null ? "" : image.workingDir();
        user = user.or(() -> Optional.ofNullable(image.user()));
      }
      Map<String, String> env = new LinkedHashMap<>(workload.environment());
      env.putAll(overrides.env());
      ContainerSettings settings = settings(config, command, env, workingDir, user);
      if (settings.command().isEmpty()) {
        throw new MalformedException(
            "the image has no command of its own; give one after --, or as service.command");
      }
      return new Wanted(workload.name(), command, env, workingDir, user, settings);
    }

    private static ContainerSettings settings(
        ImageConfig config,
        List<String> command,
        Map<String, String> env,
        String workingDir,
        Optional<String> user) {
      List<String> variables = new ArrayList<>();
      env.forEach((name, value) -> variables.add(name + "=" + value));
      for (String variable : config.env()) {
        String name = variable.substring(0, Math.max(0, variable.indexOf('=')));
        if (!env.containsKey(name)) {
          variables.add(variable);
        }
      }
      String folder = workingDir.isEmpty() ? config.workingDir() : workingDir;
      return new ContainerSettings(
          command.isEmpty() ? config.command() : command,
          variables,
          folder.isEmpty() ? "/" : folder,
          user.orElse(config.user()));
    }
  }
}
