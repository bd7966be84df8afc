package coffer.workload;

/// A TCP port of this machine that the service may reach, at its own loopback address.
public record Peer(
    @Key(
            value = "The port of 127.0.0.1 at which the service finds it.",
            required = true,
            minimum = 1,
            maximum = 65535)
        int container,
    @Key(
            value = "The port on the host's 127.0.0.1; the container's when missing.",
            minimum = 1,
            maximum = 65535)
        int host) {}
