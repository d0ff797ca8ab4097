/**
 * The deterministic simulation: the real engine and the real ledger on one thread. The clock, the threads, fal, the
 * disk and Jenkins around them are simulated, and everything random is determined by a seed. {@link
 * io.jenkins.plugins.falkeys.engine.simulation.SimulationTest} runs thousands of seeds.
 *
 * <p>A run starts with faults: builds mint, rotate and delete keys, administrators use the dashboard, items are renamed
 * and deleted, calls and files fail, the controller crashes and stops, and somebody starts a copy of it. Then nothing
 * goes wrong any more, and after a few virtual days {@link io.jenkins.plugins.falkeys.engine.simulation.Invariants}
 * must hold. During the run, {@link io.jenkins.plugins.falkeys.engine.simulation.Oracle} and {@link
 * io.jenkins.plugins.falkeys.engine.simulation.Records} watch for what must never happen.
 *
 * <p><b>How to read a trace.</b> {@code mvn -f src/sim test -Dtest=SimulationTest -Dseed=N} prints the last lines of
 * one run: the virtual time (day, hours, minutes, seconds), the actor, and what it did. {@code jenkins2} is the
 * controller after its first restart, {@code copy} a copy of it, {@code team/a#3} a build, {@code alice} an
 * administrator on the dashboard, {@code admin} an administrator elsewhere in Jenkins, and {@code fal} fal. A call has
 * up to three lines: a controller <i>sends</i> it (this line already says which fault it will have), fal <i>does</i> or
 * <i>refuses</i> it, and the controller <i>gets the response</i>. A record is shown with the first digits of its ID,
 * its alias, its state, whether its request was sent, its key, its credential, and the step that requested it. {@code
 * VIOLATION} says what is wrong: follow that key or record backwards from there.
 *
 * <p>A task runs to its end, unless other tasks are chosen to run at one of its calls to a port. This is how threads
 * interfere with each other, and where a crash can happen. A task is never interrupted in the engine's own code,
 * between two such calls, so other interleavings are not tried.
 */
package io.jenkins.plugins.falkeys.engine.simulation;
