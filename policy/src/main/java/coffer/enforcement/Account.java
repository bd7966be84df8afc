package coffer.enforcement;

/// A user or a group, as resolved in the container's own `/etc/passwd` and `/etc/group`.
///
/// @param id decimal
/// @param name empty when the id has no entry there
public record Account(String id, String name) {
  public static final Account ROOT = new Account("0", "root");
}
