/**
 * The deterministic simulation: the real engine and the real ledger on one thread. The clock, the threads, fal, the
 * disk and Jenkins around them are simulated, and everything random is determined by a seed.
 * {@link io.jenkins.plugins.falkeys.engine.simulation.SimulationTest} runs thousands of seeds.
 *
 * <p>A run begins with trouble: builds mint, rotate and delete keys, people use the page, items are renamed and
 * deleted, calls and files fail, the controller crashes and stops, somebody starts a copy of it. Then everything calms
 * down, and after a few virtual days {@link io.jenkins.plugins.falkeys.engine.simulation.Invariants} must hold.
 * {@link io.jenkins.plugins.falkeys.engine.simulation.Judge} and
 * {@link io.jenkins.plugins.falkeys.engine.simulation.Records} watch for what must never happen on the way.
 *
 * <p><b>How to read a trace.</b> {@code mvn -f src/sim test -Dtest=SimulationTest -Dseed=N} prints the last lines of
 * one run: the virtual time (day, hours, minutes, seconds), the actor, and what it did. {@code jenkins2} is the
 * controller after its first restart, {@code copy} a copy of it, {@code team/a#3} a build, {@code alice} an
 * administrator on the page, {@code admin} an administrator of Jenkins, {@code fal} fal. A call has three lines, any of
 * which may be missing: a controller <i>sends</i> it (this line already says what will go wrong with it), fal
 * <i>does</i> or <i>refuses</i> it, the controller <i>hears of</i> it. A record is shown as the first digits of its ID,
 * alias, state, whether it was sent, key, credential and place in a build. {@code JUDGE} says what is wrong: trace that
 * key or record backwards.
 *
 * <p>A task runs to its end, unless other tasks are chosen to run at one of its calls to a port. This is how threads
 * interfere with each other, and where a crash may happen. Within the engine's own code, between two such calls, a task
 * is never interrupted, so other interleavings are not tried.
 */
package io.jenkins.plugins.falkeys.engine.simulation;
