package dev.seedkernel.spec.model;

import dev.seedkernel.spec.model.files.Descriptors;
import dev.seedkernel.spec.model.files.Files;
import dev.seedkernel.spec.model.files.Place;
import dev.seedkernel.spec.model.memory.Memory;
import dev.seedkernel.spec.model.processes.ProcessState;
import dev.seedkernel.spec.model.processes.Processes;

/**
 * All that calls can see and change. Equal states are equal values.
 *
 * @param files the tree and open file descriptions
 * @param processes processes, their descriptors and memory
 */
public record State(Files files, Processes processes) {
  public State with(Files changed) {
    return new State(changed, processes);
  }

  public State with(Processes changed) {
    return new State(files, changed);
  }

  public State with(int number, ProcessState process) {
    return with(processes.with(number, process));
  }

  public State with(int number, Descriptors changed) {
    return with(number, process(number).withDescriptors(changed));
  }

  public State with(int number, Place changed) {
    return with(number, process(number).withPlace(changed));
  }

  public State with(int number, Memory changed) {
    return with(number, process(number).withMemory(changed));
  }

  /**
   * Returns a process.
   *
   * @throws IllegalArgumentException if there is none of that number
   */
  public ProcessState process(int number) {
    return processes.get(number);
  }
}
