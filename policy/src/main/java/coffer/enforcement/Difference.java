package coffer.enforcement;

import coffer.cce.PolicyEdit;
import org.jspecify.annotations.Nullable;

/// One reason why a container of the policy does not allow a request.
///
/// @param wanted what the policy says
/// @param found what the request says
/// @param change the change of the policy that would allow it; null where no policy can
public record Difference(Field field, String wanted, String found, @Nullable PolicyEdit change) {
  @Override
  public String toString() {
    return "%s: wanted %s, found %s".formatted(field.member(), wanted, found);
  }
}
