package coffer.identitydiff;

import coffer.identity.SgxIdentity;
import coffer.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// What differs between the identities of two enclaves.
public final class EnclaveDifference {
  private EnclaveDifference() {}

  /// By field: what quotes say, then the checksums of the package's parts, which name the part.
  public static List<IdentityChange> of(SgxIdentity before, SgxIdentity after) {
    return changes("", fields(before), fields(after));
  }

  private static Map<String, String> fields(SgxIdentity identity) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("MRENCLAVE", identity.mrEnclave().toHex());
    fields.put("MRSIGNER", identity.mrSigner().toHex());
    fields.put("ISVPRODID", Integer.toString(identity.isvProdId()));
    fields.put("ISVSVN", Integer.toString(identity.isvSvn()));
    fields.put("debug", identity.debug() ? "allowed" : "refused");
    fields.put("enclave size", Long.toString(identity.enclaveSize()));
    SgxIdentity.Checksums checksums = identity.checksums();
    if (checksums != null) {
      fields.put("image", checksums.image());
      fields.put("initfs", checksums.initfs());
      fields.put("configuration", checksums.config());
    }
    return fields;
  }

  /// What differs between two configurations of the library OS, by the path of each value.
  public static List<IdentityChange> ofConfigurations(Json before, Json after) {
    Map<String, String> was = new LinkedHashMap<>();
    Map<String, String> is = new LinkedHashMap<>();
    flatten("", before, was);
    flatten("", after, is);
    return changes("configuration", was, is);
  }

  private static void flatten(String path, Json value, Map<String, String> values) {
    switch (value) {
      case Json.Obj object ->
          object
              .members()
              .forEach(
                  (name, member) ->
                      flatten(path.isEmpty() ? name : path + "." + name, member, values));
      case Json.Arr array -> {
        for (int i = 0; i < array.items().size(); i++) {
          flatten("%s[%d]".formatted(path, i), array.items().get(i), values);
        }
      }
      default -> values.put(path, value.toCompact());
    }
  }

  private static List<IdentityChange> changes(
      String container, Map<String, String> before, Map<String, String> after) {
    List<String> names = new ArrayList<>(before.keySet());
    new TreeSet<>(after.keySet())
        .stream().filter(name -> !before.containsKey(name)).forEach(names::add);
    List<IdentityChange> changes = new ArrayList<>();
    for (String name : names) {
      String was = before.getOrDefault(name, "");
      String is = after.getOrDefault(name, "");
      if (!was.equals(is)) {
        changes.add(new IdentityChange(container, name, was, is));
      }
    }
    return changes;
  }
}
