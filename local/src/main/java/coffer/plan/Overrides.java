package coffer.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a command line says instead of, or besides, the workload's description.
///
/// @param command replaces the whole command when it is not empty
/// @param user replaces the user
/// @param env variables that are added or get another value
public record Overrides(List<String> command, Optional<String> user, Map<String, String> env) {
  public static final Overrides NONE = new Overrides(List.of(), Optional.empty(), Map.of());

  public Overrides {
    command = List.copyOf(command);
    env = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(env));
  }
}
