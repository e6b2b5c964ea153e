"""A fully hijacked planner under AgentDojo, against the project's own runtime, gate and grants."""
