/**
 * The deterministic simulation: the real engine and the real ledger, on one thread, with a clock, threads, a fal, a disk
 * and a Jenkins around them that a seed decides. {@link io.jenkins.plugins.falkeys.engine.simulation.SimulationTest} runs
 * thousands of seeds.
 *
 * <p>A run begins with trouble: builds mint, rotate and delete keys, people work on the page, items are renamed and
 * removed, calls and files fail, the controller crashes and stops, somebody starts a copy of it. Then everything calms
 * down, and after a few virtual days {@link io.jenkins.plugins.falkeys.engine.simulation.Invariants} must hold. What must
 * never happen on the way is watched by {@link io.jenkins.plugins.falkeys.engine.simulation.Judge} and
 * {@link io.jenkins.plugins.falkeys.engine.simulation.Records}.
 *
 * <p><b>How to read a trace.</b> {@code mvn -f src/sim test -Dtest=SimulationTest -Dseed=N} prints the last lines of one
 * run: the virtual time (day, hours, minutes, seconds), who did something, and what. {@code jenkins2} is the controller
 * after its first restart, {@code copy} a copy of it, {@code team/a#3} a build, {@code alice} an administrator on the
 * page, {@code admin} an administrator of Jenkins, {@code fal} fal. A call is three lines, of which any may be missing:
 * a controller <i>sends</i> it (and the line says already what will go wrong with it), fal <i>does</i> or <i>refuses</i>
 * it, the controller <i>hears of</i> it. A record is written as the first digits of its ID, alias, state, whether it was
 * sent, key, credential and place in a build. {@code JUDGE} says what is wrong: follow that key or record backwards.
 *
 * <p>A task runs to its end unless others are drawn to run at one of its calls to a port, which is how threads get in
 * each other's way; there a crash may come as well. No other order is tried: within the engine's own code between two
 * such calls, a task is alone.
 */
package io.jenkins.plugins.falkeys.engine.simulation;
