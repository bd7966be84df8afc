// The smallest library that can be signed as an enclave of the SGX SDK 2.26: it has the object that the signing tool fills in,
// an entry point and a note for the metadata. A real one is linked with the SDK, or is a library OS.
__attribute__((visibility("default"))) volatile struct {
  unsigned long sdk_version; // major, minor, revision: 32, 16 and 16 bits
  char rest[1760];
} g_global_data = {(2UL << 32) | (26 << 16) | 100, {1}};

__attribute__((visibility("default"))) int enclave_entry(int i) { return i + g_global_data.rest[i]; }

__asm__(".pushsection .note.sgxmeta,\"\",@note\n"
        ".balign 4\n"
        ".4byte 13, 0x6000, 1\n"
        ".ascii \"sgx_metadata\\0\"\n"
        ".fill 0x6000, 1, 0\n"
        ".balign 4\n"
        ".popsection\n");
