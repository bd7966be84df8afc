package coffer.inspect;

import coffer.bytes.Base64Text;
import coffer.bytes.MalformedException;
import coffer.cce.PolicyText;
import coffer.json.Json;
import coffer.source.SourceFile;
import coffer.template.Members;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the policies in a document.
public final class PolicyFinder {
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/\\s]+={0,2}\\s*");
  private static final Pattern ANNOTATION =
      Pattern.compile(
          "^\\s*[\"']?microsoft\\.containerinstance\\.virtualnode\\.ccepolicy[\"']?\\s*:\\s*"
              + "[\"']?([A-Za-z0-9+/=]+)[\"']?\\s*$",
          Pattern.MULTILINE);

  private PolicyFinder() {}

  /// The policies of a document: policy text, the same in base64, an ARM template whose groups have
  /// one, or Kubernetes resources that are annotated with one. An error when there is none.
  public static List<FoundPolicy> find(String name, String text) {
    List<FoundPolicy> found = new ArrayList<>();
    String start = text.stripLeading();
    if (start.startsWith("{")) {
      template(SourceFile.parse(name, text).value(), found);
    } else if (ANNOTATION.matcher(text).find()) {
      Matcher annotation = ANNOTATION.matcher(text);
      while (annotation.find()) {
        found.add(new FoundPolicy(name, decoded(name, annotation.group(1))));
      }
    } else if (BASE64.matcher(text).matches()) {
      found.add(new FoundPolicy(name, decoded(name, text.strip())));
    } else {
      found.add(new FoundPolicy(name, new PolicyText(text)));
    }
    if (found.isEmpty()) {
      throw new MalformedException(
          name + ": no container group with a policy; generate it: coffer policy generate");
    }
    return found;
  }

  private static PolicyText decoded(String name, String base64) {
    try {
      return new PolicyText(new String(Base64Text.decode(base64), StandardCharsets.UTF_8));
    } catch (MalformedException e) {
      throw e.within(name + ": the policy");
    }
  }

  private static void template(Json template, List<FoundPolicy> found) {
    Json resources = Members.get(template, "resources");
    List<Json> all =
        switch (resources) {
          case Json.Arr(List<Json> items) -> items;
          case Json.Obj(var members) -> List.copyOf(members.values());
          case Json _ -> List.of();
        };
    for (Json resource : all) {
      Json properties = Members.get(resource, "properties");
      Json policy =
          Members.get(Members.get(properties, "confidentialComputeProperties"), "ccePolicy");
      if (policy instanceof Json.Str(String base64) && !base64.isEmpty()) {
        String label = Members.get(resource, "name") instanceof Json.Str(String name) ? name : "";
        found.add(new FoundPolicy(label, decoded(label, base64)));
      }
      Json nested = Members.get(properties, "template");
      if (nested instanceof Json.Obj) {
        template(nested, found);
      }
    }
  }
}
