# file: src/kefu/acd/tables.py
class Tenanted:
    tenant_id: Mapped[UUID]


class Queue(Tenanted, Base):
    __tablename__ = "queue"


class Skill(Base):
    __tablename__ = "skill"
    tenant_id: Mapped[UUID]


class AgentSkill(Base):
    __tablename__ = "agent_skill"
    tenant_id: Mapped[UUID] = mapped_column()


class Site(Tenanted, Base):
    __tablename__ = "site"


class Tenant(Base):
    __tablename__ = "tenant"
    id: Mapped[UUID]


# file: migrations/versions/0003_acd.py
from kefu.platform import rls


WALLED = ["site", "local_network"]


def upgrade():
    [op.execute(statement) for table in WALLED for statement in rls.enable(table)]
    for table in ("queue", "skill"):
        for statement in rls.enable(table):
            op.execute(statement)
    op.execute("ALTER TABLE agent_skill ENABLE ROW LEVEL SECURITY")
