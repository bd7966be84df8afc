package coffer.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/// One link of the chain from the root of trust to what is believed: a certificate, a report, a
/// token.
///
/// @param kind such as `certificate` or `report`
/// @param name one line that names it
/// @param checks the beginnings of the ids of the checks that are about it, separated by blanks
/// @param fields what it says, by name
record EvidenceLink(String kind, String name, String checks, Map<String, String> fields) {
  EvidenceLink {
    fields = new LinkedHashMap<>(fields);
  }

  /// Whether a check with this id is about this link.
  boolean isAbout(String id) {
    for (String begin : checks.split(" ")) {
      if (!begin.isEmpty() && id.startsWith(begin)) {
        return true;
      }
    }
    return false;
  }
}
