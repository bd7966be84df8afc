package coffer.workload;

/// A TCP port of the service and where it appears on the host; host 0 means any free port.
public record Port(
    @Key(
            value = "The TCP port that the service listens on.",
            required = true,
            minimum = 1,
            maximum = 65535)
        int container,
    @Key(
            value = "The port on the host; 0 or missing takes any free port.",
            minimum = 0,
            maximum = 65535)
        int host) {}
