package coffer.lint;

import coffer.cce.EnvRule;
import coffer.cce.ServiceDefaults;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Rules that every policy has for what the service itself adds to containers.
final class ServiceRules {
  private static final Set<String> PATTERNS =
      Stream.of(ServiceDefaults.CONTAINER_INSTANCES, ServiceDefaults.VIRTUAL_NODE)
          .flatMap(defaults -> defaults.envRules().stream())
          .map(EnvRule::pattern)
          .collect(Collectors.toUnmodifiableSet());

  private ServiceRules() {}

  static boolean has(EnvRule rule) {
    return PATTERNS.contains(rule.pattern());
  }
}
