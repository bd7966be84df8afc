package coffer.cce;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A policy fragment: containers that a group may run besides those of its own policy, once it has
/// loaded the fragment that somebody signed.
///
/// @param namespace its Rego package, other than the reserved ones
/// @param svn its security version: digits
/// @param containers each as it is written, see [PolicyContainer#toJson]
public record Fragment(
    String namespace, String svn, List<FragmentImport> fragments, List<Json.Obj> containers) {
  private static final List<String> RESERVED =
      List.of("microsoftcontainerinstance", "data", "input", "policy");
  private static final Pattern PACKAGE =
      Pattern.compile("^[ \\t]*package[ \\t]+(\\S+)", Pattern.MULTILINE);
  private static final Pattern SVN =
      Pattern.compile("^[ \\t]*svn[ \\t]*:=[ \\t]*\"?([0-9]+)\"?", Pattern.MULTILINE);

  public Fragment {
    fragments = List.copyOf(fragments);
    containers = List.copyOf(containers);
    if (RESERVED.contains(namespace)) {
      throw new MalformedException("namespace '" + namespace + "' is reserved");
    }
    if (!svn.matches("[0-9]+")) {
      throw new MalformedException("svn: digits wanted, found '" + svn + "'");
    }
  }

  /// Its text, with the containers on one line or indented; ends with a line feed.
  public PolicyText text(boolean indented) {
    return PolicyWriter.fragment(this, indented);
  }

  /// The package that a fragment's text declares.
  public static String namespaceOf(String text) {
    return first(PACKAGE, text, "package NAME");
  }

  /// The security version that a fragment's text declares.
  public static String svnOf(String text) {
    return first(SVN, text, "svn := \"N\"");
  }

  /// What an import of a fragment with this text takes over: `containers`, `fragments`.
  public static List<String> includesOf(String text) {
    return List.of("containers", "fragments").stream()
        .filter(part -> text.contains(part + " := "))
        .toList();
  }

  private static String first(Pattern pattern, String text, String wanted) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new MalformedException("fragment: a line '" + wanted + "' wanted, found none");
    }
    return matcher.group(1);
  }
}
