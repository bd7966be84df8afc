package coffer.enforcement;

/// The parts of a container that a policy judges, by their names in the policy text.
public enum Field {
  LAYERS("layers"),
  COMMAND("command"),
  ENVIRONMENT("env_rules"),
  WORKING_DIR("working_dir"),
  USER("user"),
  MOUNTS("mounts"),
  CAPABILITIES("capabilities"),
  PRIVILEGED("allow_elevated"),
  NO_NEW_PRIVILEGES("no_new_privileges"),
  SECCOMP("seccomp_profile_sha256"),
  DEVICES("devices"),
  STDIO("allow_stdio_access");

  private final String member;

  Field(String member) {
    this.member = member;
  }

  /// The member of a container in the policy text.
  public String member() {
    return member;
  }
}
