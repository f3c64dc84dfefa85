package dev.seedkernel.spec.runner;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.contract.Contract;
import dev.seedkernel.spec.program.Case;
import dev.seedkernel.spec.system.SystemUnderTest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import net.jqwik.api.Arbitrary;

/**
 * A property of the contract.
 *
 * @param name class and method, such as {@code OpenProperties.descriptorsAreTheLowestFree}
 * @param clauses the names of the clauses that it holds a system to
 * @param cases makes the arbitrary of its cases
 */
public record Property(
    String name, List<String> clauses, Supplier<Arbitrary<? extends Case>> cases) {
  public Property {
    clauses = List.copyOf(clauses);
  }

  /** Returns the properties of classes: their static methods with {@link Clause}. */
  public static List<Property> of(List<Class<?>> classes) {
    List<Property> all = new ArrayList<>();
    for (Class<?> type : classes) {
      Arrays.stream(type.getDeclaredMethods())
          .filter(method -> method.isAnnotationPresent(Clause.class))
          .sorted(Comparator.comparing(Method::getName))
          .forEach(method -> all.add(of(method)));
    }
    return all;
  }

  private static Property of(Method method) {
    method.setAccessible(true);
    String name = method.getDeclaringClass().getSimpleName() + "." + method.getName();
    List<String> clauses =
        Arrays.stream(method.getAnnotationsByType(Clause.class))
            .flatMap(clause -> Arrays.stream(clause.value()))
            .toList();
    return new Property(name, clauses, () -> invoke(method));
  }

  @SuppressWarnings("unchecked") // A method that returns anything else fails in its first test.
  private static Arbitrary<? extends Case> invoke(Method method) {
    try {
      return (Arbitrary<? extends Case>) method.invoke(null);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(method + " cannot be called", e);
    }
  }

  /** Returns whether a system is held to it: it is to all of its clauses. */
  public boolean binds(SystemUnderTest system, Contract contract) {
    return clauses.stream()
        .flatMap(name -> contract.find(name).stream())
        .allMatch(system::isHeldTo);
  }
}
