package dev.seedkernel.launcher;

import dev.seedkernel.cpio.CpioNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The environment of a program: the same on every host. */
final class Environment {
  private Environment() {}

  static List<String> of(List<String> settings) throws FailedException {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("HOME", "/");
    variables.put("PATH", "/bin:/usr/bin");
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals <= 0) {
        throw new FailedException("--env %s: NAME=VALUE is expected".formatted(setting));
      }
      variables.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    return variables.entrySet().stream()
        .map(variable -> CpioNames.ofText(variable.getKey() + "=" + variable.getValue()))
        .toList();
  }
}
