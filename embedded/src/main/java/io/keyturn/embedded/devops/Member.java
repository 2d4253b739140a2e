package io.keyturn.embedded.devops;

/** A user, a service principal or a group of one organization. */
public final class Member {

  private final World world;
  private final Organization organization;
  private final Subject subject;

  Member(World world, Organization organization, Subject subject) {
    this.world = world;
    this.organization = organization;
    this.subject = subject;
  }

  /** The storage key, {@code identityIds} in queries. */
  public String id() {
    return subject.id;
  }

  /** The subject descriptor, for example {@code aadsp.…}. */
  public String descriptor() {
    return subject.descriptor();
  }

  public String displayName() {
    return subject.displayName;
  }

  /** Makes it a direct member of that group; nesting groups in groups is fine. */
  public Member joins(Member group) {
    synchronized (world) {
      if (!group.subject.isGroup()) {
        throw new IllegalArgumentException(group.displayName() + " is not a group");
      }
      subject.containers.add(group.subject.id);
      return this;
    }
  }

  public Member leaves(Member group) {
    synchronized (world) {
      subject.containers.remove(group.subject.id);
      return this;
    }
  }

  /** A user who has left: still known, no longer let in. */
  public Member disabled() {
    synchronized (world) {
      subject.active = false;
      return this;
    }
  }

  /** Removes it from the organization. */
  public void removed() {
    synchronized (world) {
      organization.subjects.remove(subject.id);
    }
  }

  Subject subject() {
    return subject;
  }
}
