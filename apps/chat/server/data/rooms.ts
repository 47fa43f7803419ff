import { SocketException } from "carillon";
import type { Person, Room } from "../../shared/contract.js";
import type { ChatDatabase } from "./database.js";
import { allPeople, findById } from "./users.js";

/** Rooms that one user may open, so that one user cannot use up the limit of all. */
const maxRoomsPerUser = 5;
const maxRooms = 200;

interface RoomRow {
  name: string;
  kind: Room["kind"];
  topic: string;
}

interface MemberRow {
  user: string;
  standing: Room["standing"];
  invited_by: string | null;
}

/** Rooms, who belongs to them, and how far each user has read. */
export class Rooms {
  readonly #database: ChatDatabase;

  constructor(database: ChatDatabase) {
    this.#database = database;
  }

  /** The rooms that a user may know of. */
  listFor(user: string): Room[] {
    const rows = this.#database
      .prepare("SELECT name, kind, topic FROM rooms ORDER BY place")
      .all() as RoomRow[];
    return rows.flatMap((row) => this.#seenBy(row, user) ?? []);
  }

  /** A room as one user sees it; `undefined` where the user must not know of it. */
  findFor(name: string, user: string): Room | undefined {
    const row = this.#row(name);
    return row && this.#seenBy(row, user);
  }

  /** The ids of all users who may know of a room. */
  audience(name: string): string[] {
    const row = this.#row(name);
    if (row?.kind === "public") return allPeople().map(({ id }) => id);
    return this.#members(name).map(({ user }) => user);
  }

  /**
   * Whether a user may read and write in a room.
   *
   * @throws SocketException that says why not: `unknown_room`, or `forbidden_room` with what to do about it.
   */
  admit(name: string, user: string): RoomRow {
    const row = this.#row(name);
    if (row === undefined)
      throw new SocketException(`There is no room “${name}”.`, { code: "unknown_room", status: 404 });
    if (row.kind === "public") return row;
    const standing = this.#members(name).find((member) => member.user === user)?.standing;
    if (standing === "member") return row;
    throw new SocketException(
      standing === "invited"
        ? "You are invited to this room. Accept the invitation first."
        : row.kind === "direct"
          ? "This is a conversation of two other people."
          : "This room is private. Ask one of its members for an invitation.",
      { code: "forbidden_room" },
    );
  }

  /** Opens a room with one member. @throws SocketException `room_exists`, `too_many_rooms`. */
  create(name: string, kind: "public" | "private", user: string): void {
    const all = this.#database.prepare("SELECT opened_by FROM rooms WHERE opened_by IS NOT NULL").all() as {
      opened_by: string;
    }[];
    if (all.filter(({ opened_by }) => opened_by === user).length >= maxRoomsPerUser || all.length >= maxRooms)
      throw tooMany(all.length >= maxRooms);
    // A private room's name is taken as well: whether it exists is all that is told of it.
    if (name.startsWith("dm-") || this.#row(name))
      throw new SocketException(`“${name}” is taken. Choose another name.`, {
        code: "room_exists",
        status: 409,
      });
    const topic =
      kind === "private" ? "Private, by invitation" : `Opened by ${findById(user)?.name ?? "a guest"}`;
    this.#add(name, kind, topic, user, 100 + all.length);
    if (kind === "private") this.#setMember(name, user, "member", null);
  }

  /** @throws SocketException `forbidden_room`, `bad_input`. */
  invite(name: string, user: string, by: string): Person {
    const { kind } = this.admit(name, by);
    const person = findById(user);
    if (kind !== "private" || !person)
      throw new SocketException("People are invited to private rooms.", { code: "bad_input", status: 422 });
    if (this.#members(name).some((member) => member.user === user))
      throw new SocketException(`${person.name} is a member or invited already.`, {
        code: "room_exists",
        status: 409,
      });
    this.#setMember(name, user, "invited", by);
    return person;
  }

  /** @throws SocketException `forbidden_room` without an invitation. */
  accept(name: string, user: string): void {
    const member = this.#members(name).find((each) => each.user === user);
    if (!member) this.admit(name, user);
    else this.#setMember(name, user, "member", member.invited_by);
  }

  /** Leaves a private room, or declines the invitation to it. @throws SocketException `bad_input` elsewhere. */
  leave(name: string, user: string): void {
    if (this.#row(name)?.kind !== "private")
      throw new SocketException("Only private rooms can be left.", { code: "bad_input", status: 422 });
    this.#database.prepare("DELETE FROM members WHERE room = ? AND user = ?").run(name, user);
  }

  /** Remembers up to which message a user has read. */
  read(name: string, user: string, upTo: number): void {
    this.#database
      .prepare(
        "INSERT INTO reads (room, user, up_to) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET up_to = max(up_to, excluded.up_to)",
      )
      .run(name, user, upTo);
  }

  /** The rooms that are there from the start, and a conversation for each two users. */
  seed(topics: Readonly<Record<string, string>>): void {
    for (const [place, [name, topic]] of Object.entries(topics).entries())
      this.#add(name, "public", topic, null, place);
    const people = allPeople();
    for (const [index, one] of people.entries()) {
      for (const other of people.slice(index + 1)) {
        const name = directRoomOf(one.id, other.id);
        this.#add(name, "direct", "", null, 1_000);
        for (const { id } of [one, other]) this.#setMember(name, id, "member", null);
      }
    }
  }

  #seenBy({ name, kind, topic }: RoomRow, user: string): Room | undefined {
    const members = kind === "public" ? [] : this.#members(name);
    const member = members.find((each) => each.user === user);
    if (kind !== "public" && !member) return undefined;
    const other = kind === "direct" ? members.find((each) => each.user !== user)?.user : undefined;
    const read = this.#database
      .prepare("SELECT up_to FROM reads WHERE room = ? AND user = ?")
      .get(name, user) as { up_to: number } | undefined;
    const { unread } = this.#database
      .prepare(
        "SELECT count(*) AS unread FROM messages WHERE room = ? AND author <> ? AND seq > ? AND deleted_at IS NULL",
      )
      .get(name, user, read?.up_to ?? 0) as { unread: number };
    const isInvited = member?.standing === "invited";
    return {
      name,
      kind,
      topic,
      with: other === undefined ? null : findById(other),
      standing: member?.standing ?? "member",
      invitedBy: isInvited ? findById(member.invited_by ?? "") : null,
      unread: isInvited ? 0 : unread,
      readUpTo: read?.up_to ?? 0,
    };
  }

  #row(name: string): RoomRow | undefined {
    return this.#database.prepare("SELECT name, kind, topic FROM rooms WHERE name = ?").get(name) as
      RoomRow | undefined;
  }

  #members(name: string): MemberRow[] {
    return this.#database
      .prepare("SELECT user, standing, invited_by FROM members WHERE room = ?")
      .all(name) as MemberRow[];
  }

  #add(name: string, kind: Room["kind"], topic: string, openedBy: string | null, place: number): void {
    this.#database
      .prepare("INSERT OR IGNORE INTO rooms (name, kind, topic, opened_by, place) VALUES (?, ?, ?, ?, ?)")
      .run(name, kind, topic, openedBy, place);
  }

  #setMember(room: string, user: string, standing: Room["standing"], by: string | null): void {
    this.#database
      .prepare(
        "INSERT INTO members (room, user, standing, invited_by) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET standing = excluded.standing",
      )
      .run(room, user, standing, by);
  }
}

function directRoomOf(one: string, other: string): string {
  return `dm-${[one, other].sort().join("-")}`;
}

function tooMany(isFull: boolean): SocketException {
  return new SocketException(
    isFull
      ? "There are enough rooms already; join one of them."
      : `You have opened ${String(maxRoomsPerUser)} rooms, which is as many as one person may.`,
    { code: "too_many_rooms", status: 409 },
  );
}
