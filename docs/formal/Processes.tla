----------------------------- MODULE Processes -----------------------------
(***************************************************************************)
(* Processes as the contract has them: spawn, fork, execve, exit, the end  *)
(* by a fault or a signal, waitid, orphans, and what becomes of open files *)
(* meanwhile.  Each call is one step, because the contract lets nobody see *)
(* half of a call.  README.md beside this file says how to read and run    *)
(* it, what it leaves out, and which section of docs/OS.md each action is. *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, TLC

CONSTANTS
  Pid,            \* the numbers that processes can have
  InitPid,        \* the number of /init
  Descriptor,     \* the numbers of descriptors, 0 .. n
  Description,    \* the open file descriptions that the machine has room for
  ExitStatus,     \* what a process can give to exit
  Signal,         \* what a process can be ended by
  ReusePids,      \* whether the number of a process that is gone comes back
  None            \* no pid, no description, no wait, no status

ASSUME InitPid \in Pid /\ None \notin Pid \cup Description /\ ReusePids \in BOOLEAN

VARIABLES
  procs,          \* the processes that live, and the zombies: a set of records
  refs,           \* for each description, its count of references; 0: it is free
  machine,        \* Running, or how /init has ended
  usedPids,       \* the numbers that do not come back; unless ReusePids
  answer          \* what the last step answered, and to whom

vars == <<procs, refs, machine, usedPids, answer>>

Running == None
Everyone == "P_ALL"                          \* what a wait can ask for, besides a pid
Ending == {"CLD_EXITED"} \X ExitStatus \cup {"CLD_KILLED"} \X Signal

Idle == [for |-> None, woken |-> FALSE]      \* the process is not inside of a wait
NoTable == [fd \in Descriptor |-> None]

Answer(call, by, target, result, ending) ==
  [call |-> call, by |-> by, target |-> target, result |-> result, ending |-> ending]

Targets == Pid \cup {Everyone}

-----------------------------------------------------------------------------
(* What is asked of a state.                                               *)

Alive(p) == p.state = "alive"
Zombie(p) == p.state = "zombie"
InWait(p) == Alive(p) /\ p.wait # Idle
Ready(p) == Alive(p) /\ p.wait = Idle /\ machine = Running

Pids(ps) == {p.pid : p \in ps}
FreePids == Pid \ (Pids(procs) \cup usedPids)

ChildrenOf(ps, n) == {c \in ps : c.parent = n}
Selected(ps, n, target) == {c \in ChildrenOf(ps, n) : target \in {Everyone, c.pid}}
ZombiesFor(ps, n, target) == {c \in Selected(ps, n, target) : Zombie(c)}

References(p, d) == Cardinality({fd \in Descriptor : p.table[fd] = d})
Unused(p) == {fd \in Descriptor : p.table[fd] = None}
Lowest(fds) == CHOOSE fd \in fds : \A other \in fds : fd <= other

-----------------------------------------------------------------------------
(* What calls do to processes, as functions.  Planted faults replace them. *)

Replaced(ps, old, new) == (ps \ {old}) \cup {new}

\* The child has its parent's descriptors, each for the same description.
Forked(p, n) == [p EXCEPT !.pid = n, !.parent = p.pid]

\* A new program keeps all descriptors but those that are marked.
Executed(p) ==
  [p EXCEPT !.table = [fd \in Descriptor |-> IF fd \in p.cloexec THEN None ELSE p.table[fd]],
            !.cloexec = {}]

\* All that a process leaves is its entry, for its parent to ask for.
Ended(ps, p, how) ==
  Replaced(ps, p, [p EXCEPT !.state = "zombie", !.ending = how, !.wait = Idle,
                            !.table = NoTable, !.cloexec = {}])

\* Children of a process that ends go to /init, zombies too.
Adopted(ps, n) == {IF c.parent = n THEN [c EXCEPT !.parent = InitPid] ELSE c : c \in ps}

\* Whom a process that ends gives a zombie: its parent its own, /init those it had.
Told(ps, p) == {p.parent} \cup (IF ZombiesFor(ps, p.pid, Everyone) = {} THEN {} ELSE {InitPid})

\* A woken process asks again: it may have been woken for a child it does not wait for.
Woken(ps, pids) ==
  {IF p.pid \in pids /\ InWait(p) THEN [p EXCEPT !.wait.woken = TRUE] ELSE p : p \in ps}

Reaped(ps, zombie) == ps \ {zombie}

Retained(r, p) == [d \in Description |-> r[d] + References(p, d)]
Released(r, p) == [d \in Description |-> r[d] - References(p, d)]

-----------------------------------------------------------------------------
(* The calls.                                                              *)

Started(child) ==
  /\ procs' = procs \cup {child}
  /\ refs' = Retained(refs, child)
  /\ usedPids' = IF ReusePids THEN {} ELSE usedPids \cup {child.pid}
  /\ UNCHANGED machine

Nothing == UNCHANGED <<procs, refs, machine, usedPids>>

Spawn(p) ==
  /\ Ready(p)
  /\ \E n \in FreePids :
       /\ Started(Executed(Forked(p, n)))
       /\ answer' = Answer("spawn", p.pid, None, n, None)

\* No such program, none that can be run, a limit: at any time, as far as the model knows.
SpawnFails(p) ==
  /\ Ready(p)
  /\ Nothing
  /\ answer' = Answer("spawn", p.pid, None, "errno", None)

Fork(p) ==
  /\ Ready(p)
  /\ \E n \in FreePids :
       /\ Started(Forked(p, n))
       /\ answer' = Answer("fork", p.pid, None, n, None)

ForkFails(p) ==
  /\ Ready(p)
  /\ Nothing
  /\ answer' = Answer("fork", p.pid, None, "EAGAIN", None)

Exec(p) ==
  /\ Ready(p)
  /\ procs' = Replaced(procs, p, Executed(p))
  /\ refs' = Retained(Released(refs, p), Executed(p))
  /\ UNCHANGED <<machine, usedPids>>
  /\ answer' = Answer("execve", p.pid, None, "runs", None)

ExecFails(p) ==
  /\ Ready(p)
  /\ Nothing
  /\ answer' = Answer("execve", p.pid, None, "errno", None)

\* The end of /init is the end of the machine, and of all processes.
EndOfInit(p, how) ==
  /\ procs' = {}
  /\ refs' = [d \in Description |-> refs[d]
                - Cardinality({<<q, fd>> \in procs \X Descriptor : q.table[fd] = d})]
  /\ machine' = how
  /\ UNCHANGED usedPids

EndOfOther(p, how) ==
  /\ procs' = Woken(Adopted(Ended(procs, p, how), p.pid), Told(procs, p))
  /\ refs' = Released(refs, p)
  /\ UNCHANGED <<machine, usedPids>>

End(p, how) ==
  /\ IF p.pid = InitPid THEN EndOfInit(p, how) ELSE EndOfOther(p, how)
  /\ answer' = Answer("exit", p.pid, None, None, how)

Exit(p) == Ready(p) /\ \E status \in ExitStatus : End(p, <<"CLD_EXITED", status>>)

Fault(p) == Ready(p) /\ \E signal \in Signal : End(p, <<"CLD_KILLED", signal>>)

\* By another process.  It finds its victim inside of a wait too.
Kill(p) ==
  /\ Alive(p) /\ p.pid # InitPid
  /\ \E killer \in procs \ {p} : Ready(killer)
  /\ \E signal \in Signal : End(p, <<"CLD_KILLED", signal>>)

\* Which of several zombies a wait takes is left to the implementation.
Takes(p, target) ==
  \E zombie \in ZombiesFor(procs, p.pid, target) :
    /\ procs' = Reaped(Replaced(procs, p, [p EXCEPT !.wait = Idle]), zombie)
    /\ answer' = Answer("waitid", p.pid, target, zombie.pid, zombie.ending)
    /\ UNCHANGED <<refs, machine, usedPids>>

Echild(p, target) ==
  /\ Selected(procs, p.pid, target) = {}
  /\ procs' = Replaced(procs, p, [p EXCEPT !.wait = Idle])
  /\ answer' = Answer("waitid", p.pid, target, "ECHILD", None)
  /\ UNCHANGED <<refs, machine, usedPids>>

NotYet(p, target) ==
  Selected(procs, p.pid, target) # {} /\ ZombiesFor(procs, p.pid, target) = {}

Blocks(p, target) ==
  /\ NotYet(p, target)
  /\ procs' = Replaced(procs, p, [p EXCEPT !.wait = [for |-> target, woken |-> FALSE]])
  /\ answer' = Answer("waitid", p.pid, target, "blocks", None)
  /\ UNCHANGED <<refs, machine, usedPids>>

\* With WNOHANG.
SaysNothing(p, target) ==
  /\ NotYet(p, target)
  /\ Nothing
  /\ answer' = Answer("waitid", p.pid, target, "nothing", None)

\* WNOHANG makes a difference only where there is nothing to take yet.
Wait(p) ==
  /\ Ready(p)
  /\ \E target \in Targets :
       Takes(p, target) \/ Echild(p, target) \/ Blocks(p, target) \/ SaysNothing(p, target)

\* A wait that was woken is made again.
Resume(p) ==
  /\ machine = Running /\ InWait(p) /\ p.wait.woken
  /\ Takes(p, p.wait.for) \/ Echild(p, p.wait.for) \/ Blocks(p, p.wait.for)

Open(p) ==
  /\ Ready(p) /\ Unused(p) # {}
  /\ \E d \in {d \in Description : refs[d] = 0}, onExec \in {{}, {Lowest(Unused(p))}} :
       /\ procs' = Replaced(procs, p, [p EXCEPT !.table[Lowest(Unused(p))] = d,
                                                !.cloexec = @ \cup onExec])
       /\ refs' = [refs EXCEPT ![d] = 1]
  /\ UNCHANGED <<machine, usedPids>>
  /\ answer' = Answer("openat", p.pid, None, None, None)

Duplicate(p) ==
  /\ Ready(p) /\ Unused(p) # {}
  /\ \E fd \in Descriptor \ Unused(p) :
       /\ procs' = Replaced(procs, p, [p EXCEPT !.table[Lowest(Unused(p))] = p.table[fd]])
       /\ refs' = [refs EXCEPT ![p.table[fd]] = @ + 1]
  /\ UNCHANGED <<machine, usedPids>>
  /\ answer' = Answer("dup", p.pid, None, None, None)

Close(p) ==
  /\ Ready(p)
  /\ \E fd \in Descriptor \ Unused(p) :
       /\ procs' = Replaced(procs, p, [p EXCEPT !.table[fd] = None, !.cloexec = @ \ {fd}])
       /\ refs' = [refs EXCEPT ![p.table[fd]] = @ - 1]
  /\ UNCHANGED <<machine, usedPids>>
  /\ answer' = Answer("close", p.pid, None, None, None)

-----------------------------------------------------------------------------
(* The machine.                                                            *)

Init ==
  /\ procs = {[pid |-> InitPid, parent |-> None, state |-> "alive", ending |-> None,
               wait |-> Idle, table |-> NoTable, cloexec |-> {}]}
  /\ refs = [d \in Description |-> 0]
  /\ machine = Running
  /\ usedPids = IF ReusePids THEN {} ELSE {InitPid}
  /\ answer = Answer("boot", None, None, None, None)

\* A machine that has ended stays so.  Where nothing else can happen, it hangs: a deadlock.
Halted == machine # Running /\ UNCHANGED vars

Next ==
  \/ \E p \in procs :
       \/ Spawn(p) \/ SpawnFails(p) \/ Fork(p) \/ ForkFails(p) \/ Exec(p) \/ ExecFails(p)
       \/ Exit(p) \/ Fault(p) \/ Kill(p)
       \/ Wait(p) \/ Resume(p)
       \/ Open(p) \/ Duplicate(p) \/ Close(p)
  \/ Halted

Spec == Init /\ [][Next]_vars

(* For liveness.  Programs go on: each that can ends at some time; only    *)
(* /init does not before it has no child left, and asks for its children   *)
(* till then.  The kernel goes on with who was woken.  Numbers do not come *)
(* back, so there is an end of new processes.  Fork and execve add nothing *)
(* to the tree that spawn does not, and failures nothing at all.           *)

GoodInit == machine' # machine => ChildrenOf(procs, InitPid) = {}

LiveNext ==
  /\ \/ \E p \in procs :
          Spawn(p) \/ Exit(p) \/ Kill(p) \/ Wait(p) \/ Resume(p)
     \/ Halted
  /\ GoodInit

AsksForAny(p) ==
  Ready(p) /\ (Takes(p, Everyone) \/ Echild(p, Everyone) \/ Blocks(p, Everyone))

GoesOn(n) ==
  \E p \in procs :
    /\ p.pid = n
    /\ \/ Resume(p)
       \/ IF n = InitPid /\ ChildrenOf(procs, n) # {} THEN AsksForAny(p) ELSE Exit(p)

LiveSpec == Init /\ [][LiveNext]_vars /\ \A n \in Pid : WF_vars(GoesOn(n))

-----------------------------------------------------------------------------
(* Invariants.                                                             *)

Process ==
  [pid : Pid, parent : Pid \cup {None}, state : {"alive", "zombie"}, ending : Ending \cup {None},
   wait : [for : Pid \cup {Everyone, None}, woken : BOOLEAN],
   table : [Descriptor -> Description \cup {None}], cloexec : SUBSET Descriptor]

TypeOK ==
  /\ \A p \in procs :
       /\ p \in Process
       /\ Zombie(p) <=> p.ending # None
       /\ Zombie(p) => p.table = NoTable /\ p.wait = Idle
       /\ \A fd \in p.cloexec : p.table[fd] # None
       /\ p.wait.for = None => p.wait = Idle
  /\ refs \in [Description -> Nat]
  /\ machine \in {Running} \cup Ending
  /\ usedPids \subseteq Pid

\* No two of those that live or are zombies have the same number.
UniquePids == Cardinality(Pids(procs)) = Cardinality(procs)

RECURSIVE LeadsToInit(_, _)
LeadsToInit(p, steps) ==
  \/ p.pid = InitPid
  \/ steps > 0 /\ \E q \in procs : q.pid = p.parent /\ LeadsToInit(q, steps - 1)

\* All but /init have a parent that lives, and it all goes back to /init.
TreeWellFormed ==
  machine = Running =>
    /\ \E p \in procs : p.pid = InitPid /\ Alive(p) /\ p.parent = None
    /\ \A p \in procs :
         /\ p.pid # InitPid => \E q \in procs : q.pid = p.parent /\ Alive(q)
         /\ LeadsToInit(p, Cardinality(procs))

\* A description is counted once for each descriptor that refers to it, and free without any.
ReferencesExact ==
  \A d \in Description :
    refs[d] = Cardinality({<<p, fd>> \in procs \X Descriptor : p.table[fd] = d})

\* A wait that could be answered is about to be.
NoMissedChild ==
  \A p \in procs :
    InWait(p) /\ ZombiesFor(procs, p.pid, p.wait.for) # {} => p.wait.woken

\* Nobody waits for what cannot come.
BlockedHasChild ==
  \A p \in procs : InWait(p) => Selected(procs, p.pid, p.wait.for) # {}

-----------------------------------------------------------------------------
(* Properties of steps.  They read what was before, what is after, and the *)
(* new answer; never the old answer, which the configurations' VIEW hides. *)

Runs == machine' = Running

\* Who ends becomes a zombie; a zombie and its status stay until a wait of its parent takes them.
NoLostStatus == [][Runs =>
  \A p \in procs :
    \/ Alive(p) /\ \E q \in procs' : q.pid = p.pid /\ Alive(q)
    \/ Alive(p) /\ answer'.call = "exit" /\ answer'.by = p.pid
         /\ \E q \in procs' : q.pid = p.pid /\ Zombie(q) /\ q.ending = answer'.ending
    \/ Zombie(p) /\ \E q \in procs' : q.pid = p.pid /\ Zombie(q) /\ q.ending = p.ending
    \/ Zombie(p) /\ answer' = Answer("waitid", p.parent, answer'.target, p.pid, p.ending)
  ]_vars

\* What a wait takes was there, was its child, and is gone: no status is had twice.
StatusTakenOnce == [][answer'.call = "waitid" /\ answer'.result \in Pid =>
  /\ \E zombie \in ZombiesFor(procs, answer'.by, answer'.target) :
       zombie.pid = answer'.result /\ zombie.ending = answer'.ending
  /\ answer'.result \notin Pids(procs')
  ]_vars

EchildOnlyWithoutChild == [][answer'.call = "waitid" /\ answer'.result = "ECHILD" =>
  Selected(procs, answer'.by, answer'.target) = {}]_vars

\* Blocks, or with WNOHANG says that there is nothing, only where there is nothing.
AnswersWhatIsThere == [][answer'.call = "waitid" /\ answer'.result \in {"blocks", "nothing"} =>
  /\ ZombiesFor(procs, answer'.by, answer'.target) = {}
  /\ Selected(procs, answer'.by, answer'.target) # {}]_vars

\* Process, descriptors and parent at once, and nothing else; or nothing.
Birth(closes) ==
  IF answer'.result \in Pid
  THEN \E p \in procs, child \in procs' :
         /\ p.pid = answer'.by
         /\ answer'.result \notin Pids(procs)
         /\ procs' = procs \cup {child}
         /\ child = [pid |-> answer'.result, parent |-> p.pid, state |-> "alive",
                     ending |-> None, wait |-> Idle,
                     table |-> [fd \in Descriptor |->
                                  IF closes /\ fd \in p.cloexec THEN None ELSE p.table[fd]],
                     cloexec |-> IF closes THEN {} ELSE p.cloexec]
         /\ \A d \in Description : refs'[d] - refs[d] = References(child, d)
  ELSE Nothing

SpawnAllOrNothing == [][answer'.call = "spawn" => Birth(TRUE)]_vars
ForkAllOrNothing == [][answer'.call = "fork" => Birth(FALSE)]_vars

ExecClosesMarked == [][answer'.call = "execve" =>
  IF answer'.result = "errno" THEN Nothing ELSE
  \E p \in procs, q \in procs' :
    /\ p.pid = answer'.by /\ q.pid = p.pid /\ q.parent = p.parent
    /\ procs' \ {q} = procs \ {p}
    /\ \A fd \in Descriptor : q.table[fd] = IF fd \in p.cloexec THEN None ELSE p.table[fd]]_vars

\* The machine ends when /init does, with its status, and nothing is left open.
InitEndsMachine == [][machine' # machine \/ (answer'.call = "exit" /\ answer'.by = InitPid) =>
  /\ answer'.call = "exit" /\ answer'.by = InitPid /\ machine' = answer'.ending
  /\ procs' = {} /\ \A d \in Description : refs'[d] = 0]_vars

-----------------------------------------------------------------------------
(* Liveness.                                                               *)

IsZombie(n) == \E p \in procs : p.pid = n /\ Zombie(p)

\* The parent of n is inside of a wait that is for n, or has just made one.
AskedFor(n) == \E c \in procs, p \in procs :
  /\ c.pid = n /\ p.pid = c.parent
  /\ \/ InWait(p) /\ p.wait.for \in {Everyone, n}
     \/ answer.call = "waitid" /\ answer.by = p.pid /\ answer.target \in {Everyone, n}

\* A wait with a zombie to take comes back.
WaiterReturns ==
  \A n \in Pid :
    (\E p \in procs : p.pid = n /\ InWait(p) /\ ZombiesFor(procs, n, p.wait.for) # {})
      ~> ~(\E p \in procs : p.pid = n /\ InWait(p) /\ ZombiesFor(procs, n, p.wait.for) # {})

\* A zombie whose parent asks for it again and again does not stay.
EachZombieReaped == \A n \in Pid \ {InitPid} : []<>AskedFor(n) => []<>~IsZombie(n)

\* Programs that end at some time leave no process that /init cannot get rid of.
MachineEnds == <>(machine # Running)

-----------------------------------------------------------------------------
(* For the configurations.                                                 *)

\* Files do not care for whom a process waits.
OnlyEveryone == {Everyone}

\* Liveness asks only who has waited for whom: the rest would be states without use.
OnlyWaits(call, by, target, result, ending) ==
  [call |-> IF call = "waitid" THEN call ELSE None,
   by |-> IF call = "waitid" THEN by ELSE None,
   target |-> target]

NoAnswer(call, by, target, result, ending) == None

\* And it matters little who has which number: they are given in one order.
InOrder ==
  LET free == Pid \ usedPids IN IF free = {} THEN {} ELSE {CHOOSE n \in free : TRUE}

View == <<procs, refs, machine, usedPids>>
Symmetry == Permutations(Pid \ {InitPid}) \cup Permutations(Description)
=============================================================================
