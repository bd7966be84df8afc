/*
 * /bin/launcher: the program that an enclave starts. It sets limits for the service, starts it with
 * the command that is in the image, and ends as it ends. The host decides nothing: arguments of
 * the launcher itself are refused.
 *
 * /etc/coffer/command has one word a line. First come the limits, if any:
 *
 *     limit as 27917287424        RLIMIT_AS     (address space, bytes)
 *     limit data 268435456        RLIMIT_DATA
 *     limit stack 2097152         RLIMIT_STACK
 *
 * then the line `command`, then the program and its arguments, each on a line of its own.
 *
 * The service is started by posix_spawn, because a library OS has no fork. Soft limits alone are
 * set, which the child inherits. Exit status: the service's; 128 and the signal's number when a
 * signal ended it; 125 when the launcher fails, which says why on standard error.
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#ifndef COMMAND_FILE
#define COMMAND_FILE "/etc/coffer/command"
#endif
#define FAILED 125
#define MAX_WORDS 1024
#define MAX_LINE 65536

extern char **environ;

static volatile sig_atomic_t child;

static void fail(const char *thing, const char *problem) {
  fprintf(stderr, "launcher: %s: %s\n", thing, problem);
  exit(FAILED);
}

/* What asks the launcher to end asks the service. */
static void forward(int signal) {
  if (child > 0) {
    kill((pid_t) child, signal);
  }
}

static char *copy(const char *text) {
  char *made = malloc(strlen(text) + 1);
  if (made == NULL) {
    fail(COMMAND_FILE, "no memory");
  }
  return strcpy(made, text);
}

static void set_limit(const char *name, const char *value) {
  struct rlimit limit;
  int resource;
  char *end;
  if (strcmp(name, "as") == 0) {
    resource = RLIMIT_AS;
  } else if (strcmp(name, "data") == 0) {
    resource = RLIMIT_DATA;
  } else if (strcmp(name, "stack") == 0) {
    resource = RLIMIT_STACK;
  } else {
    fail(name, "as, data or stack wanted as a limit");
    return;
  }
  if (getrlimit(resource, &limit) != 0) {
    fail(name, strerror(errno));
  }
  errno = 0;
  limit.rlim_cur = (rlim_t) strtoull(value, &end, 10);
  if (errno != 0 || end == value || *end != '\0') {
    fail(value, "a number of bytes wanted as a limit");
  }
  if (limit.rlim_max != RLIM_INFINITY && limit.rlim_cur > limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
  }
  if (setrlimit(resource, &limit) != 0) {
    fail(name, strerror(errno));
  }
}

/* Reads the file: sets the limits, and gives the words of the command. */
static char **read_command(void) {
  static char *words[MAX_WORDS + 1];
  static char line[MAX_LINE];
  int count = 0;
  int in_command = 0;
  FILE *file = fopen(COMMAND_FILE, "r");
  if (file == NULL) {
    fail(COMMAND_FILE, strerror(errno));
  }
  while (fgets(line, sizeof line, file) != NULL) {
    size_t length = strlen(line);
    char name[8], value[24];
    if (length == 0 || line[length - 1] != '\n') {
      fail(COMMAND_FILE, "a line is too long, or its end is missing");
    }
    line[length - 1] = '\0';
    if (in_command) {
      if (count == MAX_WORDS) {
        fail(COMMAND_FILE, "too many words");
      }
      words[count++] = copy(line);
    } else if (strcmp(line, "command") == 0) {
      in_command = 1;
    } else if (sscanf(line, "limit %7s %23s", name, value) == 2) {
      set_limit(name, value);
    } else {
      fail(COMMAND_FILE, "a limit, or the line 'command' wanted");
    }
  }
  if (ferror(file) || count == 0) {
    fail(COMMAND_FILE, "no command in it");
  }
  fclose(file);
  return words;
}

/* Starts the program with the signals unblocked that are blocked here until somebody forwards them. */
static pid_t start(char **words, const sigset_t *mask) {
  posix_spawnattr_t attributes;
  pid_t started;
  int error = posix_spawnattr_init(&attributes);
  if (error == 0) {
    error = posix_spawnattr_setsigmask(&attributes, mask);
  }
  if (error == 0) {
    error = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  }
  if (error == 0) {
    error = posix_spawn(&started, words[0], NULL, &attributes, words, environ);
  }
  if (error != 0) {
    fail(words[0], strerror(error));
  }
  posix_spawnattr_destroy(&attributes);
  return started;
}

int main(int argc, char **argv) {
  static const int forwarded[] = {SIGTERM, SIGINT, SIGHUP};
  struct sigaction forwarding;
  sigset_t blocked, before;
  char **words;
  size_t i;
  int status;
  if (argc > 1) {
    fail(argv[1], "no arguments wanted; the command is in " COMMAND_FILE);
  }
  words = read_command();
  memset(&forwarding, 0, sizeof forwarding);
  forwarding.sa_handler = forward;
  sigemptyset(&blocked);
  for (i = 0; i < sizeof forwarded / sizeof forwarded[0]; i++) {
    sigaddset(&blocked, forwarded[i]);
  }
  sigprocmask(SIG_BLOCK, &blocked, &before);
  child = start(words, &before);
  for (i = 0; i < sizeof forwarded / sizeof forwarded[0]; i++) {
    sigaction(forwarded[i], &forwarding, NULL);
  }
  sigprocmask(SIG_SETMASK, &before, NULL);
  while (waitpid((pid_t) child, &status, 0) < 0) {
    if (errno != EINTR) {
      fail(words[0], strerror(errno));
    }
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
