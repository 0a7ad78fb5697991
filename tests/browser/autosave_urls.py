"""A form that saves as one types, on a server that can be told to fail: for the scripts of static/js/forms.js."""

from django.http import HttpResponse
from django.template import RequestContext, Template
from django.urls import path

from talentportal.urls import urlpatterns as portal

PAGE = """{% extends "base.html" %}{% load portal %}{% block title %}自动保存{% endblock %}
{% block h1 %}自动保存{% endblock %}
{% block main %}{% include "components/_saved.html" %}
<form method="post" data-autosave hx-post="/autosave/" hx-trigger="input delay:100ms, portal:retry" hx-swap="none">
{% csrf_token %}<div class="field"><label for="n">次数</label><input class="input" id="n" name="n"></div>
<button class="btn primary" type="submit">保存</button></form>{% endblock %}"""

state = {"answer": 204, "values": []}


def page(request):
    if request.method == "POST":
        if state["answer"] == 204:
            state["values"].append(request.POST["n"])
        return HttpResponse(status=state["answer"])
    return HttpResponse(Template(PAGE).render(RequestContext(request)))


urlpatterns = [path("autosave/", page), *portal]
