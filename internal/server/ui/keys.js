// Keys with which a person calls parts. A scanner types like a keyboard, a key within some
// milliseconds of the one before, and a key that is held repeats: neither calls a part.

const quick = 80; // ms; who presses keys one by one is slower

let last = -Infinity;
let waiting = 0;

// deliberate does what a key asks for once no other one has followed at once. It must see all
// keys; act is undefined for one that asks for nothing.
export function deliberate(e, act) {
  clearTimeout(waiting);
  const follows = e.timeStamp - last < quick;
  last = e.timeStamp;
  if (follows || e.repeat) e.preventDefault(); // the Enter of a scanner presses no button
  else if (act) waiting = setTimeout(act, quick);
}
