------------------------- MODULE ProcessesFaults --------------------------
(***************************************************************************)
(* Planted faults: each is a kernel that is wrong in one place.  A         *)
(* configuration in faults/ puts one in the place of the operator of       *)
(* Processes that it is listed under, and names the one property that must *)
(* refute it.                                                              *)
(***************************************************************************)
EXTENDS Processes

(* Ended                                                                   *)

\* Who ends while its parent does not wait leaves nothing.
StatusDropped(ps, p, how) ==
  IF \E q \in ps : q.pid = p.parent /\ InWait(q)
  THEN Replaced(ps, p, [p EXCEPT !.state = "zombie", !.ending = how, !.wait = Idle,
                                 !.table = NoTable, !.cloexec = {}])
  ELSE ps \ {p}

\* A zombie still holds its files.
FilesKept(ps, p, how) ==
  Replaced(ps, p, [p EXCEPT !.state = "zombie", !.ending = how, !.wait = Idle])

(* Reaped                                                                  *)

ZombieStays(ps, zombie) == ps

(* Adopted                                                                 *)

\* Zombies are not given to /init.
ZombiesForgotten(ps, n) ==
  {IF c.parent = n /\ Alive(c) THEN [c EXCEPT !.parent = InitPid] ELSE c : c \in ps}

(* Told                                                                    *)

\* /init is not woken for a zombie that it inherits.
OnlyParentTold(ps, p) == {p.parent}

(* Woken                                                                   *)

NobodyWoken(ps, pids) == ps

(* FreePids                                                                *)

\* The number of a zombie is given to another process.
NotOfTheLiving == Pid \ ({p.pid : p \in {q \in procs : Alive(q)}} \cup usedPids)

(* Forked, Executed                                                        *)

\* The child's descriptors are no longer marked to be closed.
MarksLost(p, n) == [p EXCEPT !.pid = n, !.parent = p.pid, !.cloexec = {}]

MarkedKept(p) == p

(* Started                                                                 *)

\* The child's descriptors are not counted.
StartedUncounted(child) ==
  /\ procs' = procs \cup {child}
  /\ usedPids' = IF ReusePids THEN {} ELSE usedPids \cup {child.pid}
  /\ UNCHANGED <<refs, machine>>

(* Released                                                                *)

NothingReleased(r, p) == r

(* SpawnFails                                                              *)

\* The copies of the descriptors were counted before the program could not be loaded.
SpawnLeaks(p) ==
  /\ Ready(p)
  /\ refs' = Retained(refs, p)
  /\ UNCHANGED <<procs, machine, usedPids>>
  /\ answer' = Answer("spawn", p.pid, None, "errno", None)

(* Exec                                                                    *)

\* What execve closes stays open for ever.
ExecLeaks(p) ==
  /\ Ready(p)
  /\ procs' = Replaced(procs, p, Executed(p))
  /\ UNCHANGED <<refs, machine, usedPids>>
  /\ answer' = Answer("execve", p.pid, None, "runs", None)

(* Duplicate                                                               *)

DuplicateUncounted(p) ==
  /\ Ready(p) /\ Unused(p) # {}
  /\ \E fd \in Descriptor \ Unused(p) :
       procs' = Replaced(procs, p, [p EXCEPT !.table[Lowest(Unused(p))] = p.table[fd]])
  /\ UNCHANGED <<refs, machine, usedPids>>
  /\ answer' = Answer("dup", p.pid, None, None, None)

(* EndOfInit                                                               *)

\* /init ends as any other process, and the others go on.
OthersGoOn(p, how) ==
  /\ procs' = procs \ {p}
  /\ refs' = Released(refs, p)
  /\ machine' = how
  /\ UNCHANGED usedPids

(* Echild, NotYet                                                          *)

\* Only children that live are looked for.
EchildWithZombies(p, target) ==
  /\ {c \in Selected(procs, p.pid, target) : Alive(c)} = {}
  /\ procs' = Replaced(procs, p, [p EXCEPT !.wait = Idle])
  /\ answer' = Answer("waitid", p.pid, target, "ECHILD", None)
  /\ UNCHANGED <<refs, machine, usedPids>>

\* A zombie is overlooked by who asks after it has ended.
ZombiesOverlooked(p, target) == Selected(procs, p.pid, target) # {}

\* A wait for a child that is not there blocks.
WaitsForNobody(p, target) == ZombiesFor(procs, p.pid, target) = {}
=============================================================================
