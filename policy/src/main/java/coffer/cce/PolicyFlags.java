package coffer.cce;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/// The `allow_…` switches of a policy, which hold for the whole group.
public record PolicyFlags(
    boolean propertiesAccess,
    boolean dumpStacks,
    boolean runtimeLogging,
    boolean environmentVariableDropping,
    boolean unencryptedScratch,
    boolean capabilityDropping) {
  /// What `az confcom` writes.
  public static final PolicyFlags DEFAULT = new PolicyFlags(true, false, false, true, false, true);

  /// What `az confcom --debug-mode` writes: stacks and logs of the guest are open to the host.
  public static final PolicyFlags DEBUG = new PolicyFlags(true, true, true, true, false, true);

  /// Whether a variable that no rule allows is removed in silence; otherwise it is a denial.
  public PolicyFlags withEnvironmentVariableDropping(boolean dropping) {
    return new PolicyFlags(
        propertiesAccess,
        dumpStacks,
        runtimeLogging,
        dropping,
        unencryptedScratch,
        capabilityDropping);
  }

  /// Whether capabilities beyond the definition's are removed in silence; otherwise they are a
  /// denial.
  public PolicyFlags withCapabilityDropping(boolean dropping) {
    return new PolicyFlags(
        propertiesAccess,
        dumpStacks,
        runtimeLogging,
        environmentVariableDropping,
        unencryptedScratch,
        dropping);
  }

  /// With the switch of the policy text called `name` set; an error when there is none.
  public PolicyFlags with(String name, boolean value) {
    if (!byName().containsKey(name)) {
      throw new MalformedException(
          "no switch '%s'; one of %s wanted".formatted(name, String.join(", ", byName().keySet())));
    }
    return new PolicyFlags(
        name.equals("allow_properties_access") ? value : propertiesAccess,
        name.equals("allow_dump_stacks") ? value : dumpStacks,
        name.equals("allow_runtime_logging") ? value : runtimeLogging,
        name.equals("allow_environment_variable_dropping") ? value : environmentVariableDropping,
        name.equals("allow_unencrypted_scratch") ? value : unencryptedScratch,
        name.equals("allow_capability_dropping") ? value : capabilityDropping);
  }

  /// The switches by the names of the policy text, in its order.
  Map<String, Json> byName() {
    Map<String, Json> flags = new LinkedHashMap<>();
    flags.put("allow_properties_access", Json.of(propertiesAccess));
    flags.put("allow_dump_stacks", Json.of(dumpStacks));
    flags.put("allow_runtime_logging", Json.of(runtimeLogging));
    flags.put("allow_environment_variable_dropping", Json.of(environmentVariableDropping));
    flags.put("allow_unencrypted_scratch", Json.of(unencryptedScratch));
    flags.put("allow_capability_dropping", Json.of(capabilityDropping));
    return flags;
  }
}
