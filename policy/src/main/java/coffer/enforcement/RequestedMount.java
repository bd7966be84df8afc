package coffer.enforcement;

import java.util.List;

/// A mount that the host asks for, sources already those inside the guest.
public record RequestedMount(String destination, String source, String type, List<String> options) {
  public RequestedMount {
    options = List.copyOf(options);
  }
}
