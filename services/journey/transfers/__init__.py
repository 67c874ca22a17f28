"""What goes along to another Local with a person's consent, and what came along from one."""
