package coffer.workload;

/// A file that is copied into the image.
public record ConfigFile(
    @Key(value = "The file, relative to the folder of coffer.yaml.", required = true) String source,
    @Key(value = "The absolute path inside the image.", required = true, pattern = "^/.+")
        String target) {}
